"""Real prints, for tests of whole cards."""

from tests.real_prints import real_prints

__all__ = ["real_prints"]
