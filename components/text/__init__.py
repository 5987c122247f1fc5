"""The interface's words: strings by key, and when and where in sentences."""
