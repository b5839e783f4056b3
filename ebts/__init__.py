"""ANSI/NIST-ITL transactions: read, judged by EBTS 9.1 and written."""

import matcher  # noqa: F401 - limits arithmetic threads before NumPy is loaded
