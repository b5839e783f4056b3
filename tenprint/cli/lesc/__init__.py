"""Commands of the LESC's stub."""

from tenprint.cli.lesc.group import lesc

__all__ = ["lesc"]
