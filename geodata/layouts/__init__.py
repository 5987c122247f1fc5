"""Reads raw tables as the model's tables: one module for each registered layout of columns."""
