from pathlib import Path

import pytest

from benchmarks.search.pool import Pool, PoolRecipe, open_pool
from tests.real_prints import real_prints

__all__ = ["real_prints"]

SEARCH_POOL = PoolRecipe(people=90, probed=15, seconds=15)


@pytest.fixture(scope="session")
def template_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where templates of the real prints are kept: each print is extracted once."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="session")
def search_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pool of the scale benchmark lies."""
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="session")
def search_pool(search_cache: Path) -> Pool:
    """Fingers of a few people."""
    return open_pool(SEARCH_POOL, search_cache)
