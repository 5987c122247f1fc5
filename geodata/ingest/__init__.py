"""Prepares an import: the researcher's choices, rules for rows, questions, and the resulting draft."""
