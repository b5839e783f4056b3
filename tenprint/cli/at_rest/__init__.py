"""Commands about data at rest: sealing, keys, expungement."""

from tenprint.cli.at_rest.expunging import expunge
from tenprint.cli.at_rest.sealing import sealing

__all__ = ["expunge", "sealing"]
