"""Real prints, where the environment names their folder; without it their tests skip."""

import os
from pathlib import Path

import pytest

FVC_SETS = ("fvc2002_db1_b", "fvc2002_db3_b", "fvc2004_db2_b")


@pytest.fixture(scope="session")
def real_prints() -> Path:
    """The folder that TENPRINT_DATA names."""
    folder = os.environ.get("TENPRINT_DATA", "")
    if not folder:
        pytest.skip("TENPRINT_DATA names no folder of real prints")
    return Path(folder)
