"""Whole folders as programs left them: `golden/index-v1` of a gallery, `golden/set-v1` of a set.

They were written once; never change them, add folders for a new format. What is asked of them
depends neither on the vector nor on the quantiser of this program.
"""

import shutil
from collections.abc import Iterable
from hashlib import shake_128
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.index import ImportPosition
from gallery.index.inspection import verify_folder
from gallery.index.manifest import Manifest, manifest_paths, read_manifest
from gallery.index.quantiser import Quantiser
from gallery.index.recovery import Recovered, recover, recover_source
from gallery.index.segment.interface import Segment
from gallery.index.segment.sealed import SealedSegment
from gallery.index.types import FingerClass, ReferenceBatch
from gallery.index.view import ShortlistQuery, View
from matcher.errors import CorruptRecordError
from tests.gallery.index.references import decode
from tests.paths import GOLDEN

DIMENSION = 512
BILLIONS = 70_000_000_000


def fingers_of(reference_id: int) -> list[int]:
    return {7: [1, 6], 8: [0, 1, 2, 3]}.get(reference_id % 10, list(range(10)))


def vectors_of(reference_id: int) -> NDArray[np.float32]:
    """Vectors that are the same for ever: (10, DIMENSION)."""
    vectors = np.zeros((10, DIMENSION), np.float32)
    for finger in fingers_of(reference_id):
        drawn = shake_128(f"{reference_id}/{finger}".encode()).digest(DIMENSION // 8)
        bits = np.unpackbits(np.frombuffer(drawn, np.uint8))
        vectors[finger] = (bits * 2.0 - 1) / np.sqrt(DIMENSION)
    return vectors


def templates_of(reference_id: int) -> tuple[bytes, ...]:
    there = fingers_of(reference_id)
    return tuple(b"\x00%d/%d\xff" % (reference_id, f) if f in there else b"" for f in range(10))


def batch(reference_ids: list[int]) -> ReferenceBatch:
    return ReferenceBatch(
        np.array(reference_ids),
        np.stack([vectors_of(one) for one in reference_ids]),
        [templates_of(one) for one in reference_ids],
        [f"Zoë {one}" for one in reference_ids],
    )


@pytest.fixture(scope="module")
def quantiser() -> Quantiser:
    with np.load(GOLDEN / "segment-v1" / "quantiser.npz") as data:
        return Quantiser(np.ascontiguousarray(data["centroids"]))


def copied(name: str, tmp_path: Path) -> tuple[Path, Manifest]:
    folder = Path(shutil.copytree(GOLDEN / name, tmp_path / name))
    return folder, read_manifest(manifest_paths(folder)[0])


def assert_answers(recovered: Recovered, living: Iterable[int], quantiser: Quantiser) -> None:
    """Each is found by its own codes, is nearest to itself, and is all that it was."""
    view = View(recovered.segments, fail)
    living = np.array(sorted(living))
    everybody = [*living, 5, 8, BILLIONS + 10, 99]
    assert view.count == len(living)
    assert np.flatnonzero(view.present(np.array(everybody))).tolist() == list(range(len(living)))
    codes = {
        int(one): code
        for segment in recovered.segments
        for one, code in zip(segment.ids, codes_of(segment, quantiser), strict=True)
    }
    for one in living.tolist():
        [found] = view.shortlist([ShortlistQuery(codes[one], 100)])
        assert sorted(found.reference_ids.tolist()) == living.tolist()
        best = found.reference_ids[found.similarity.argmax()]
        assert best == one
        for similarity in (view.rescore(vectors_of(one), living), scanned(view, one, living)):
            assert living[similarity.argmax()] == one
            assert similarity.max() == pytest.approx(len(fingers_of(one)))
        record = view.records(np.array([one]))[one]
        assert (record.name, record.templates) == (f"Zoë {one}", templates_of(one))


def scanned(view: View, one: int, living: NDArray[np.int64]) -> NDArray[np.float32]:
    found = view.scan(vectors_of(one), 100)
    order = np.argsort(found.reference_ids)
    assert found.reference_ids[order].tolist() == living.tolist()
    return found.similarity[order]


def codes_of(segment: SealedSegment, quantiser: Quantiser) -> NDArray[np.float32]:
    return decode(quantiser, segment.stored_codes())


def fail(segment: Segment, error: CorruptRecordError) -> None:
    raise AssertionError(f"{segment.name}: {error}")


def test_an_index_of_format_1_comes_back_and_answers(tmp_path: Path, quantiser: Quantiser) -> None:
    folder, manifest = copied("index-v1", tmp_path)
    assert verify_folder(folder, quantiser) == []
    assert (manifest.kind.gallery, manifest.kind.source) == ("iafis", "0123456789abcdef")
    assert (manifest.kind.finer, manifest.source_position) == ("sign-512", None)
    dead = {entry.name: entry.dead_ids.tolist() for entry in manifest.segments}
    assert sorted(one for ids in dead.values() for one in ids) == [5, 8, BILLIONS + 10]
    assert {entry.finger_class for entry in manifest.segments} == set(FingerClass)
    recovered = recover(folder, manifest.kind, quantiser)
    assert len(recovered.manifests) == 2
    assert (recovered.watermark, recovered.manifests[0].number) == (10, manifest.number)
    living = [3, *(BILLIONS + one for one in (0, 7, 8, 11))]
    assert_answers(recovered, living, quantiser)
    for segment in recovered.segments:
        segment.close()


def test_its_older_manifest_takes_over_where_the_newest_is_damaged(
    tmp_path: Path, quantiser: Quantiser
) -> None:
    folder, manifest = copied("index-v1", tmp_path)
    newest = folder / manifest.file_name
    newest.write_bytes(newest.read_bytes().replace(b'"watermark": 10', b'"watermark": 11'))
    recovered = recover(folder, manifest.kind, quantiser)
    assert recovered.watermark == 9
    living = [3, *(BILLIONS + one for one in (0, 7, 8, 10, 11))]
    assert View(recovered.segments, fail).present(np.array(living)).all()
    for segment in recovered.segments:
        segment.close()


def test_a_reference_set_of_format_1_comes_back_and_answers(
    tmp_path: Path, quantiser: Quantiser
) -> None:
    folder, manifest = copied("set-v1", tmp_path)
    assert (manifest.kind.gallery, manifest.kind.source) == ("national", "")
    assert manifest.source_position is not None
    assert ImportPosition.parse(manifest.source_position) == ImportPosition("0123abcd", 2, 2)
    recovered = recover_source(folder, manifest.kind, quantiser)
    assert_answers(recovered, [1, 2, 3, 7], quantiser)
    for segment in recovered.segments:
        segment.close()
