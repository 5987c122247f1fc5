"""Answers over HTTP what the page answers: map scripts, map data, exports; it imports `geodata` alone."""
