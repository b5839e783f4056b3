import pytest

from matcher.extraction import Extractor
from matcher.leader import Leader
from tests.real_prints import real_prints

__all__ = ["real_prints"]


@pytest.fixture(scope="session")
def leader() -> Leader:
    return Leader()


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor()
