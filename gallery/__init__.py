"""Enrolled references: durable store, FAISS index, identification 1:N."""

import matcher  # noqa: F401 - limits arithmetic threads before NumPy is loaded
