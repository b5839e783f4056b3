import logging
from pathlib import Path

import faiss
import numpy as np
import pytest

from gallery.errors import IndexFaultError, QuantiserVersionError
from gallery.index.quantiser import CODE_BYTES, QUANTISER_PATH, FastScan, Quantiser, load_quantiser
from matcher.vector import VECTOR_VERSION
from tests.gallery.index.references import batch, codes, decode, near

QUANTISER = load_quantiser()


def reference_index(quantiser: Quantiser) -> faiss.IndexPQFastScan:
    """FAISS's own index with the same centroids, which packs and quantises by itself."""
    index = faiss.IndexPQFastScan(320, 80, 4, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(quantiser.centroids.ravel(), index.pq.centroids)
    index.is_trained = True
    return index


def test_the_shipped_quantiser_stays_as_it_is() -> None:
    """Stored codes are good only as long as it does."""
    assert QUANTISER.version == "pq80x4-73600b3a"
    assert QUANTISER.centroids.shape == (80, 16, 4)
    assert not QUANTISER.centroids[:, 0].any()


def test_a_quantiser_for_other_vectors_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with np.load(QUANTISER_PATH) as data:
        arrays = dict(data)
    arrays["vector_version"] = np.array("vlad-00000000")
    np.savez(tmp_path / "old.npz", **arrays)
    with pytest.raises(QuantiserVersionError, match=r"python -m training\.quantiser"):
        load_quantiser(tmp_path / "old.npz")
    arrays |= {"vector_version": np.array(VECTOR_VERSION), "format": np.array(2)}
    np.savez(tmp_path / "new.npz", **arrays)
    with pytest.raises(QuantiserVersionError, match="format 2"):
        load_quantiser(tmp_path / "new.npz")


def test_decoding_gives_the_nearest_centroids_and_keeps_missing_fingers_zero() -> None:
    small = codes(batch(range(1, 21), fingers=(2, 3, 7)).vectors)
    decoded = decode(QUANTISER, QUANTISER.encode(small))
    parts = small.reshape(20, 80, 1, 4)
    nearest = ((parts - QUANTISER.centroids) ** 2).sum(3).argmin(2)
    expected = QUANTISER.centroids[np.arange(80), nearest].reshape(20, 10, 32)
    assert np.array_equal(decoded, expected)
    assert not decoded[:, [0, 3, 4, 5, 7, 8, 9]].any()


@pytest.mark.parametrize("count", [1, 31, 32, 33, 100])
def test_codes_are_packed_as_faiss_packs_them(count: int) -> None:
    small = codes(batch(range(1, count + 1)).vectors)
    theirs = reference_index(QUANTISER)
    theirs.add(small.reshape(count, 320))
    size = theirs.codes.size()
    expected = faiss.rev_swig_ptr(theirs.codes.get(), size)
    ours = FastScan(QUANTISER, QUANTISER.encode(small))
    assert np.array_equal(ours._blocks.ravel(), expected)
    assert ours.resident_bytes == size


def test_a_search_orders_by_the_decoded_codes() -> None:
    vectors = batch(range(1, 301)).vectors
    packed = QUANTISER.encode(codes(vectors))
    probes = codes(near(vectors[[5, 250]]))
    rows, similarity = FastScan(QUANTISER, packed).search(probes, 40)
    exact = probes.reshape(2, -1) @ decode(QUANTISER, packed).reshape(300, -1).T
    assert rows[:, 0].tolist() == [5, 250]
    assert rows.shape == similarity.shape == (2, 40)
    chosen = np.take_along_axis(exact, rows, 1)
    # FAISS rounds its tables to 8 bits.
    assert np.allclose(chosen, similarity, atol=2.5)
    assert np.all(np.diff(similarity) <= 0)


def test_a_probe_without_fingers_finds_nobody_and_none_are_found_among_none() -> None:
    scan = FastScan(QUANTISER, QUANTISER.encode(codes(batch([1, 2]).vectors)))
    rows, _ = scan.search(np.zeros((1, 10, 32), np.float32), 5)
    assert rows.tolist() == [[-1, -1]]
    empty = FastScan(QUANTISER, np.zeros((0, CODE_BYTES), np.uint8))
    assert empty.search(codes(batch([1]).vectors), 5)[0].shape == (1, 0)


def test_an_erased_row_has_the_null_code_and_others_stay() -> None:
    packed = QUANTISER.encode(codes(batch(range(1, 71)).vectors))
    scan = FastScan(QUANTISER, packed)
    for row in (0, 17, 40, 69):
        scan.erase(row)
        packed[row] = 0
    assert np.array_equal(scan._blocks, FastScan(QUANTISER, packed)._blocks)


def test_rows_that_faiss_loses_are_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    packed = QUANTISER.encode(codes(batch(range(1, 41)).vectors))
    scan = FastScan(QUANTISER, packed)
    scan._index.ntotal = 30
    with caplog.at_level(logging.WARNING), pytest.raises(IndexFaultError, match="twice"):
        scan.search(codes(batch([7]).vectors), 40)
    assert len(caplog.records) == 2
