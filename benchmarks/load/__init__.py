"""How many ten-print bookings a server holds, and what becomes of three times as many."""

from benchmarks.load import usage
from benchmarks.load.cards import PLAIN, render_cards

__all__ = ["PLAIN", "render_cards", "usage"]
