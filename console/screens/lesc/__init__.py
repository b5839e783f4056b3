"""The screens of the LESC's specialists: the queue, and one research."""

from console.screens.lesc import research, work

PLACES = (*work.PLACES, *research.PLACES)

__all__ = ["PLACES"]
