"""Adds each command to the parser, one module for each, and prints for people or as JSON."""
