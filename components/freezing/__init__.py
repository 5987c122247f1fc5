"""Freezes a view of a dataset into one HTML file that needs neither server nor network."""
