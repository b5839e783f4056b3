"""Commands of a field office: cases, claims and detainers."""

from tenprint.cli.field_office.cases import case
from tenprint.cli.field_office.detainers import detainer

__all__ = ["case", "detainer"]
