"""Commands of a field office: work, cases, claims and detainers."""

from tenprint.cli.field_office.cases import case
from tenprint.cli.field_office.detainers import detainer
from tenprint.cli.field_office.work import officer

__all__ = ["case", "detainer", "officer"]
