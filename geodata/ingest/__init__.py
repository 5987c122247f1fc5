"""What an import is made of: the researcher's choices, rules for rows, questions, and the resulting draft."""
