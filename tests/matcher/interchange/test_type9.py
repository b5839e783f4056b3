"""Type-9 records of all three blocks."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.codecs import Encoding, decode
from matcher.errors import InvalidTemplateError, SampleError
from matcher.extraction import Extractor
from matcher.interchange import TemplateFormat, export_template, import_template, read_views
from matcher.types import FingerPosition, MinutiaType, Sample, Template
from tests.matcher.interchange.records import m1, standard, subfields, type9

TYPE_9 = TemplateFormat.TYPE_9
INDEX = FingerPosition.RIGHT_INDEX
IMAGE_AT, WIDTH, HEIGHT = 4155 + 18, 800, 768


def iafis(rows: Sequence[Sequence[object]]) -> dict[int, str]:
    return {2: "01", 3: "3", 4: "U", 14: "02", 15: str(len(rows)), 23: subfields(rows)}


def nist_record(real_prints: Path) -> tuple[bytes, bytes]:
    """The Type-9 record of NIST's file, and the file."""
    data = (real_prints / "an2k" / "type-9-4-iafis.an2").read_bytes()
    start = data.index(b"9.001:")
    return data[start : data.index(b"\x1c", start) + 1], data


def test_nists_minutiae_lie_on_its_print(real_prints: Path) -> None:
    """The one record beside its image: origin, unit and sense of the angle are as documented."""
    record, data = nist_record(real_prints)
    read = import_template(record, TYPE_9, FingerPosition.LEFT_MIDDLE)
    assert read.minutia_count == 48
    pixels = decode(
        data[IMAGE_AT : IMAGE_AT + WIDTH * HEIGHT],
        Encoding.RAW_GREY8,
        width_px=WIDTH,
        height_px=HEIGHT,
    )
    own = Extractor().extract(Sample(pixels, FingerPosition.LEFT_MIDDLE))
    near, apart_deg = nearest(read, own)
    assert (near < 8).sum() >= 44
    assert np.median(apart_deg[near < 8]) < 5
    assert np.percentile(apart_deg[near < 8], 90) < 12


def nearest(read: Template, own: Template) -> tuple[np.ndarray, np.ndarray]:
    distance = np.hypot(read.x_px[:, None] - own.x_px[None], read.y_px[:, None] - own.y_px[None])
    at = distance.argmin(1)
    turned = read.direction_rad - own.direction_rad[at]
    return distance.min(1), np.abs(np.degrees(np.arctan2(np.sin(turned), np.cos(turned))))


def test_the_standard_block_has_its_origin_below_and_points_out_of_the_ridge() -> None:
    [seen] = read_views(type9(standard()), TYPE_9)
    first, second = seen.minutiae[:2]
    assert seen.position == 2
    assert first.direction_rad == pytest.approx(-math.pi)
    assert second.direction_rad == pytest.approx(math.radians(10) - math.pi)
    assert second.x_px - first.x_px == pytest.approx(50 * 500 / 2540)
    assert second.y_px - first.y_px == pytest.approx(30 * 500 / 2540)
    assert (first.type, second.type) == (MinutiaType.RIDGE_ENDING, MinutiaType.BIFURCATION)
    assert min(one.y_px for one in seen.minutiae) >= 0
    assert max(one.y_px for one in seen.minutiae) < seen.height_px


def test_the_m1_block_is_as_ansi_378() -> None:
    [seen] = read_views(type9(m1()), TYPE_9)
    first, second, third = seen.minutiae[:3]
    assert (second.x_px, second.y_px) == (110, 70)
    assert second.direction_rad == pytest.approx(math.radians(34))
    assert [first.type, second.type, third.type] == [
        MinutiaType.RIDGE_ENDING,
        MinutiaType.RIDGE_ENDING,
        MinutiaType.BIFURCATION,
    ]
    assert second.quality == 0.1
    assert seen.kinds_known


def test_the_m1_block_in_pixels_a_centimetre() -> None:
    fields = {**m1(), 130: "2", 131: "394", 132: "197"}
    [seen] = read_views(type9(fields), TYPE_9)
    assert seen.minutiae[1].x_px == pytest.approx(55, abs=0.1)
    assert seen.minutiae[1].y_px == 70


def test_types_that_are_not_stated() -> None:
    rows = [("001", "10001000090", "00", "C", "00102") for _ in range(9)]
    [seen] = read_views(type9(iafis(rows)), TYPE_9)
    assert not seen.kinds_known


def test_records_are_not_written() -> None:
    one = import_template(type9(m1()), TYPE_9, INDEX)
    with pytest.raises(InvalidTemplateError, match="read and not written"):
        export_template(one, TYPE_9, INDEX)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({2: "01", 3: "1"}, "none of the fields 9.012, 9.023 and 9.137"),
        ({**standard(), 6: "11"}, "field 9.006 is 11: 0 to 10"),
        ({**standard(), 6: "x"}, "field 9.006 is 'x'"),
        ({**standard(), 10: "11"}, "field 9.010 says 11 minutiae, the record has 10"),
        ({**standard(), 3: ""}, "field 9.003 is ''"),
        ({**standard(), 12: "001\x1f123\x1f00\x1fA"}, "minutia 1: location '123'"),
        ({**standard(), 12: "001\x1f10001000360\x1f00\x1fA"}, "minutia 1: angle is 360"),
        ({**standard(), 12: "001\x1f1000-100036\x1f00\x1fA"}, "location '1000-100036'"),
        ({**standard(), 12: "001\x1f10001000000"}, "minutia 1 has 2 items, 4 are needed"),
        ({**standard(), 12: "\x1e".join(["1\x1f10001000000\x1f0\x1fA"] * 256)}, "256 minutiae"),
        ({**m1(), 137: subfields([(1, 500, 0, 0, 1, 0)])}, "minutia 1: x is 500: 0 to 499"),
        ({**m1(), 137: subfields([(1, 0, 0, 180, 1, 0)])}, "minutia 1: angle is 180"),
        ({**m1(), 137: subfields([(1, 0, 0, 0, 1, 101)])}, "minutia 1: quality is 101"),
        ({**m1(), 131: "0"}, "field 9.131 is 0"),
        ({**m1(), 131: "20"}, "field 9.131 is 7.87402 pixels a centimetre"),
        ({**m1(), 128: "9" * 7}, "field 9.128 is '9999999'"),
        ({**m1(), 130: "3"}, "field 9.130 is 3"),
        ({**m1(), 134: "0" * 9}, "field 9.134"),
    ],
)  # fmt: skip
def test_a_broken_record_is_refused_by_its_field(fields: dict[int, str], message: str) -> None:
    with pytest.raises(InvalidTemplateError, match=message.replace("(", r"\(")):
        read_views(type9(fields), TYPE_9)


def test_records_that_are_no_record() -> None:
    good = type9(standard())
    for data in (
        b"",
        b"9.001",
        b"\0" * 40,
        good[:40],
        good + good,
        good.replace(b"9.004", b"8.004"),
    ):
        with pytest.raises(InvalidTemplateError):
            read_views(data, TYPE_9)
    with pytest.raises(InvalidTemplateError, match=r"9\.001 says"):
        read_views(good.replace(b"9.001:", b"9.001:9"), TYPE_9)
    with pytest.raises(InvalidTemplateError, match="stands twice"):
        read_views(good.replace(b"9.005:", b"9.004:"), TYPE_9)


def test_a_record_without_its_separator_is_taken_too() -> None:
    assert read_views(type9(standard(), ending=""), TYPE_9) == read_views(type9(standard()), TYPE_9)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5), st.data())
def test_mutated_records_never_crash(changes: list[tuple[int, int]], data: st.DataObject) -> None:
    record = bytearray(type9(data.draw(st.sampled_from([standard(), m1()]))))
    for place, value in changes:
        record[place % len(record)] = value
    try:
        import_template(bytes(record), TYPE_9, INDEX)
    except SampleError:
        return
