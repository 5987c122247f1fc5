"""Texts as people write them in; numbers, dates and positions out, or a reason why not."""
