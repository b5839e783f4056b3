import matcher  # noqa: F401 - limits arithmetic threads before NumPy is loaded
