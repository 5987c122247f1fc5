"""Says whether chance explains what is seen: numbers in, intervals and probabilities out."""
