"""What an import is made of: the researcher's choices, rules for rows, questions, and the draft that comes of them."""
