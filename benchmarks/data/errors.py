"""The benchmarks' branch of the error tree.

TenprintError
└── MeasurementError           the data or the server to be measured cannot be used
"""

from matcher.errors import TenprintError


class MeasurementError(TenprintError):
    """The data or the server to be measured cannot be used."""
