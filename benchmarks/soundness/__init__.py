"""Measures how the core holds against what is not one clean finger."""
