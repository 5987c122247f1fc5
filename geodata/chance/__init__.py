"""Tells whether chance explains what numbers say: intervals and probabilities."""
