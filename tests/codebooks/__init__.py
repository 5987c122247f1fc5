"""Rows made to each layout's codebook, with invented values, and what must come of them."""
