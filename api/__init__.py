"""The same answers over HTTP as on the page: map scripts, map data, exports; it imports `geodata` alone."""
