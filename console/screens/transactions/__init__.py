"""The screens of booking agencies: their bookings, and one with its answers."""

from console.screens.transactions.pages import PLACES

__all__ = ["PLACES"]
