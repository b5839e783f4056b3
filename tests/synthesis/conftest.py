"""Fixtures for synthetic prints."""

import pytest

from matcher.extraction import Extractor
from synthesis.people import Person, person


@pytest.fixture(scope="session")
def someone() -> Person:
    return person(4711)


@pytest.fixture(scope="session")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    return Extractor(tmp_path_factory.mktemp("leader"), streams=1)
