"""How fast and how small, beside what people would use otherwise: `python -m benchmarks`."""
