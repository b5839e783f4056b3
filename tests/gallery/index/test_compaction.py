import numpy as np
import pytest

from gallery.index.compaction import merge_all, next_merge, tier
from gallery.index.parameters import IndexParameters, SegmentStatus
from gallery.index.types import FingerClass

P = IndexParameters(seal_count=10, tier_factor=4, largest_count=1_000, dead_share=0.2)


def size(
    name: str, count: int, dead: int = 0, finger_class: FingerClass = FingerClass.TEN
) -> SegmentStatus:
    return SegmentStatus(name, finger_class, count, dead, sealed=True)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 0), (10, 0), (11, 1), (40, 1), (41, 2), (160, 2), (161, 3)]
)
def test_tiers_grow_by_the_factor(count: int, expected: int) -> None:
    assert tier(count, P) == expected


def test_a_full_tier_is_merged_and_others_are_not() -> None:
    three = [size(f"s{n}", 10) for n in range(3)]
    assert next_merge([*three, size("large", 40)], P) == ()
    assert set(next_merge([*three, size("large", 40), size("s3", 9)], P)) == {
        "s0",
        "s1",
        "s2",
        "s3",
    }


def test_classes_are_not_mixed() -> None:
    mixed = [size(f"t{n}", 10) for n in range(3)] + [
        size(f"o{n}", 10, finger_class=FingerClass.OTHER) for n in range(3)
    ]
    assert next_merge(mixed, P) == ()


def test_many_dead_rows_have_a_segment_written_anew() -> None:
    assert next_merge([size("a", 100, 20)], P) == ()
    assert next_merge([size("a", 100, 21)], P) == ("a",)


def test_a_segment_without_a_live_row_is_named_alone() -> None:
    assert next_merge([size("a", 100, 100), size("b", 100, 30)], P) == ("a",)


def test_no_merge_makes_too_large_a_segment() -> None:
    names = next_merge([size(f"s{n}", 300) for n in range(4)], P)
    assert len(names) == 3
    assert next_merge([size(f"s{n}", 640) for n in range(9)], P) == ()


def test_merging_everything_leaves_one_segment_a_class() -> None:
    sizes = [
        size("a", 10),
        size("b", 500),
        size("c", 10, finger_class=FingerClass.OTHER),
        size("d", 10, 1, finger_class=FingerClass.TWO_INDEX),
    ]
    assert merge_all(sizes) == [("a", "b"), ("d",)]


def test_segments_stay_few_and_rows_are_written_seldom() -> None:
    """As sealed segments come in, each row is written about once a tier."""
    segments: dict[str, int] = {}
    written = 0
    for n in range(400):
        segments[f"s{n}"] = 10
        while names := next_merge([size(name, count) for name, count in segments.items()], P):
            merged = sum(segments.pop(name) for name in names)
            segments[f"m{n}-{merged}"] = merged
            written += merged
    assert sum(segments.values()) == 4_000
    tiers = np.array([tier(count, P) for count in segments.values()])
    assert (np.bincount(tiers)[:-1] < P.tier_factor).all()
    assert written <= 4_000 * tiers.max()
