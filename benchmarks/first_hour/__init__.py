"""What a newcomer waits for: setup, starts, bookings, help, a picture, a search for duplicates."""
