"""Answers questions about a dataset version: which rows pass the filters, how many, when, where and who."""
