"""Answers OGC API – Features (Parts 1 and 3) over the library's datasets."""
