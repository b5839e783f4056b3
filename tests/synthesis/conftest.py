"""Fixtures for synthetic prints."""

import pytest

from matcher.extraction import Extractor
from synthesis.people import Person, person


@pytest.fixture(scope="session")
def someone() -> Person:
    return person(4711)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor()
