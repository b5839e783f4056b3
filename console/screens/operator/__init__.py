"""The screens of operators: whether all is well, what waits, and which jurisdictions take part."""

from console.screens.operator import exchange, health, jurisdictions, rates

PLACES = (*health.PLACES, *rates.PLACES, *exchange.PLACES, *jurisdictions.PLACES)

__all__ = ["PLACES"]
