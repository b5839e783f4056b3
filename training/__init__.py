"""Makes the learned numbers in `matcher/`, without any real print."""

import matcher  # noqa: F401 - limits arithmetic threads before NumPy is loaded
