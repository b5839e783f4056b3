"""How the learned numbers in `matcher/` were made; no real print goes into any of them."""
