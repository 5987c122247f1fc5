"""Files in, raw tables out: one module for each family of formats; none of them changes a value."""
