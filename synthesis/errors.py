"""Errors of a request for synthetic people.

TenprintError
└── UnknownPopulationError     no population has this name
"""

from matcher.errors import TenprintError


class UnknownPopulationError(TenprintError):
    """No population has this name."""
