"""From a chosen file to a dataset: reading, the account of its rows, questions, columns, places."""
