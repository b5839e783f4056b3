"""Enrolled references: durable store, FAISS index, identification 1:N."""
