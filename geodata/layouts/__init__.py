"""Raw tables in, the model's tables out: one module for each known layout of columns."""
