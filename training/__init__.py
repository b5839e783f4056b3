"""How the learned numbers in `matcher/` were made; no real print goes into any of them."""

import matcher  # noqa: F401 - limits arithmetic threads before NumPy is loaded
