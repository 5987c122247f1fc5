"""The map with its histogram: how it is built, what travels to the browser and what comes back."""
