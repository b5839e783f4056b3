"""The demonstration: a real server, synthetic people, bookings, and a check against the truth."""
