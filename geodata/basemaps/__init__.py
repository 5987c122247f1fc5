"""Keeps base maps that somebody adds for a region: PMTiles archives, and reference layers over them."""
