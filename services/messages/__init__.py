"""One module for each service: it reads the requests and writes the responses."""

from services.messages import (
    audit,
    bookings,
    cases,
    correction,
    gallery,
    lesc,
    programme,
    records,
    records_in,
    research,
    review,
    samples,
)

__all__ = [
    "audit",
    "bookings",
    "cases",
    "correction",
    "gallery",
    "lesc",
    "programme",
    "records",
    "records_in",
    "research",
    "review",
    "samples",
]
