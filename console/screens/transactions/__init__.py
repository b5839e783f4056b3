"""The screens of booking agencies: their bookings, and one with its answers, prints and files."""

from console.screens.transactions import pages, prints

PLACES = (*pages.PLACES, *prints.PLACES)

__all__ = ["PLACES"]
