"""How many ten-print bookings a server holds, and what becomes of three times as many."""
