"""Draws and asks; decides nothing about the data."""
