"""The screens of jails: whom they are asked to hold, and until when."""

from console.screens.jail import detainer, lists

PLACES = (*lists.PLACES, *detainer.PLACES)

__all__ = ["PLACES"]
