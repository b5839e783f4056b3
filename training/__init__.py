"""Makes the learned numbers in `matcher/`, without any real print."""
