"""Packs what the map draws into compact binary columns."""
