"""Finds the places that names may mean: gazetteer first, online services where somebody turned them on."""
