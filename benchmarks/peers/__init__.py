"""What people would use otherwise, each at its best: pages and the libraries they need."""
