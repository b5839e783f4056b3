"""The screens of examiners: comparing without knowing, and what the matcher says afterwards."""

from console.screens.examiner import afterwards, compare

PLACES = (*compare.PLACES, *afterwards.PLACES)

__all__ = ["PLACES"]
