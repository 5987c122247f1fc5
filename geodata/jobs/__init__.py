"""Reads and saves large files in processes of their own, which the server starts, follows and ends."""
