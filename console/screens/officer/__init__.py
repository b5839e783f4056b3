"""The screens of officers of field offices: the work list, and one case."""

from console.screens.officer import case, work

PLACES = (*work.PLACES, *case.PLACES)

__all__ = ["PLACES"]
