"""What can be wrong with a wish for synthetic people.

TenprintError
└── UnknownPopulationError     no population has this name
"""

from matcher.errors import TenprintError


class UnknownPopulationError(TenprintError):
    """No population has this name."""
