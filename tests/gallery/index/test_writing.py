"""What happens to segments while another one is made of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from gallery.index.quantiser import load_quantiser
from gallery.index.segment.sealing import merge
from gallery.index.writing import SegmentWriter, erase_references
from tests.gallery.index.world import SMALL, batch_of, vectors_of

TEN = [one for one in range(1, 80) if one % 10 not in {7, 8}]


def sealed_writer(folder: Path, *groups: list[int]) -> SegmentWriter:
    """Return a writer with a sealed segment of each group, all with ten fingers."""
    writer = SegmentWriter(folder, load_quantiser(), SMALL, (), 0, 1)
    for group in groups:
        writer.add(batch_of(group), 1)
        writer.freeze(lambda _: True)
        [growing] = writer.frozen
        writer.begin_replacing()
        writer.replace([growing.segment], growing.segment.seal())
    return writer


def test_what_is_removed_while_segments_are_merged_is_gone_afterwards(tmp_path: Path) -> None:
    writer = sealed_writer(tmp_path, TEN[:30], TEN[30:])
    old = writer.sealed
    writer.begin_replacing()
    merged = merge(old, tmp_path / "merged", load_quantiser())
    gone = np.array([TEN[0], TEN[40], TEN[41]])
    writer.remove(gone[:1], 2)
    writer.expunge(gone[1:], 3)
    missed = writer.replace(old, merged)
    assert writer.sealed == (merged,)
    assert writer.view.count == len(TEN) - 3
    assert not writer.view.present(gone).any()
    for ids in missed.expunged:
        erase_references(merged, ids)
    content = b"".join(path.read_bytes() for path in (tmp_path / "merged").iterdir())
    assert b"person-%06d" % TEN[0] in content
    assert b"person-%06d" % TEN[40] not in content
    assert merged.verify() == []


def test_what_is_removed_while_a_segment_is_sealed_is_gone_afterwards(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, load_quantiser(), SMALL, (), 0, 1)
    writer.add(batch_of(TEN[:30]), 1)
    writer.freeze(lambda _: True)
    [growing] = writer.frozen
    writer.begin_replacing()
    sealed = growing.segment.seal()
    gone = np.array(TEN[:3])
    writer.remove(gone[:1], 2)
    writer.expunge(gone[1:], 3)
    writer.add(batch_of(TEN[30:]), 4)
    missed = writer.replace([growing.segment], sealed)
    for ids in missed.expunged:
        erase_references(sealed, ids)
    assert writer.view.count == len(TEN) - 3
    assert not writer.view.present(gone).any()
    assert sealed.verify() == []


def test_a_search_that_began_before_a_swap_ends_in_what_it_saw(tmp_path: Path) -> None:
    writer = sealed_writer(tmp_path, TEN[:30], TEN[30:])
    before, old = writer.view, writer.sealed
    writer.begin_replacing()
    writer.replace(old, merge(old, tmp_path / "merged", load_quantiser()))
    for segment in old:
        for path in segment.folder.iterdir():
            path.unlink()
    del old
    assert before.records(np.array([TEN[5]]))[TEN[5]].name == f"person-{TEN[5]:06d}"
    assert before.scan(vectors_of(TEN[5]), 1).reference_ids.tolist() == [TEN[5]]


def test_folders_are_numbered_on(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, load_quantiser(), replace(SMALL, seal_count=8), (), 0, 41)
    writer.add(batch_of(TEN[:30]), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"segment-{number:08d}-ten" for number in (41, 42, 43, 44)
    ]
    assert [one.segment.count for one in writer.frozen] == [8, 8, 8]
    assert [one.watermark_before for one in writer.frozen] == [0, 0, 0]
