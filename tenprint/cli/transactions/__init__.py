"""Commands about transaction files, and about invented people to make such files of."""

from tenprint.cli.transactions.group import ebts
from tenprint.cli.transactions.people import people

__all__ = ["ebts", "people", "showing", "synthetic"]
