"""What stands around the map: filters, table, charts, sources, details, downloads."""
