"""Try it: the first screen of whoever meets the service."""

from console.screens.trying.pages import PLACES

__all__ = ["PLACES"]
