"""Puts page, HTTP routes and command line together as one program: what `app.py` and `incident-map` start."""
