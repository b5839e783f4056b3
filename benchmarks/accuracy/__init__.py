"""How well single fingers are told apart, on prints that you have."""
