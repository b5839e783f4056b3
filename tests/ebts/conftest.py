"""Real files for the tests of transactions."""

from tests.real_prints import real_prints

__all__ = ["real_prints"]
