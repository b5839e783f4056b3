"""The committed stubs are what the protos give."""

from pathlib import Path

from tests import aio
from tests.stubs import ROOT, generate


def test_stubs_are_fresh(tmp_path: Path) -> None:
    generate(tmp_path)
    committed = ROOT / "tenprint" / "v1"
    fresh = {path.name: path.read_text() for path in (tmp_path / "tenprint" / "v1").iterdir()}
    kept = {path.name: path.read_text() for path in committed.glob("*_pb2*.py*")}
    assert sorted(kept) == sorted(fresh)
    stale = [name for name in fresh if fresh[name] != kept[name]]
    assert not stale, "run `make proto`"


def test_the_client_in_asyncio_is_fresh() -> None:
    assert not aio.stale(ROOT / "tenprint" / "aio"), "run `make proto`"
