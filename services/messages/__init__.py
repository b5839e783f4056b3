"""One module for each service: it reads the requests and writes the responses."""

__all__ = [
    "audit",
    "bookings",
    "cases",
    "correction",
    "door",
    "gallery",
    "leases",
    "lesc",
    "lesc_tasks",
    "overdue",
    "programme",
    "records",
    "records_in",
    "reports",
    "research",
    "review",
    "samples",
    "slaps",
    "transactions",
    "work",
]
