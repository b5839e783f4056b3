import pytest

from matcher.extraction import Extractor
from matcher.leader import Leader
from tests.real_prints import real_prints

__all__ = ["real_prints"]


@pytest.fixture(scope="session")
def leader(tmp_path_factory: pytest.TempPathFactory) -> Leader:
    return Leader(tmp_path_factory.mktemp("leader"), streams=1)


@pytest.fixture(scope="session")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    return Extractor(tmp_path_factory.mktemp("extractor"), streams=1)
