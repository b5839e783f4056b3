"""Commands on records of IAFIS and IDENT."""

from tenprint.cli.records.group import records

__all__ = ["records"]
