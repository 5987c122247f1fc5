"""Reads texts as people write them: numbers, dates and positions, or a reason why not."""
