"""Writes what is shown to files, one module for each kind, all listed in `registry`."""
