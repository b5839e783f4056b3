"""ISO and ANSI records: what comes back, and what is refused by the name of the field."""

import math
import struct
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebts.writing import write
from matcher.comparison import compare, prepare
from matcher.errors import InvalidTemplateError, QualityError, SampleError
from matcher.extraction import Extractor
from matcher.interchange import TemplateFormat, export_template, import_template, read_views
from matcher.types import FingerPosition, ImpressionType, MinutiaType, Sample, Template
from tests.images import print_pixels, print_png
from tests.matcher.interchange.records import ROWS, ansi, iso, view
from tests.transactions import card

ISO, ANSI = TemplateFormat.ISO_19794_2_2005, TemplateFormat.ANSI_378_2004
INDEX = FingerPosition.RIGHT_INDEX
BOTH = pytest.mark.parametrize("form", [ISO, ANSI])
WRITE: dict[TemplateFormat, Callable[..., bytes]] = {ISO: iso, ANSI: ansi}
STEP_RAD = {ISO: 2 * math.pi / 256, ANSI: math.radians(2)}


@pytest.fixture(scope="module")
def found() -> Template:
    return Extractor().extract(Sample(print_pixels(3), INDEX))


def rows_by_place(one: Template) -> list[tuple[float, ...]]:
    return sorted(
        zip(one.x_px, one.y_px, one.direction_rad, one.type, one.minutia_quality, strict=True)
    )


@BOTH
def test_a_template_comes_back_within_the_steps_of_the_format(
    form: TemplateFormat, found: Template
) -> None:
    data = export_template(found, form, INDEX, ImpressionType.LIVESCAN_ROLLED)
    back = import_template(data, form, INDEX)
    assert (back.width_px, back.height_px) == (found.width_px, found.height_px)
    assert back.minutia_count == found.minutia_count
    at = {(round(x), round(y)): (d, t, q) for x, y, d, t, q in rows_by_place(found)}
    for x, y, turned, kind, rated in rows_by_place(back):
        direction, wanted_kind, quality = at[(round(x), round(y))]
        assert abs(math.remainder(turned - direction, 2 * math.pi)) <= STEP_RAD[form] * 0.51
        assert kind == wanted_kind
        assert abs(rated - quality) <= 0.006
    assert abs(back.quality - found.quality) <= 2
    [only] = read_views(data, form)
    assert only.impression is ImpressionType.LIVESCAN_ROLLED


@BOTH
def test_writing_what_was_read_gives_the_same_bytes(form: TemplateFormat, found: Template) -> None:
    data = export_template(found, form, INDEX)
    again = export_template(import_template(data, form, INDEX), form, INDEX)
    assert sorted(data[28:]) == sorted(again[28:])
    assert len(again) == len(data)


@BOTH
def test_an_exported_template_matches_its_own_print(form: TemplateFormat, found: Template) -> None:
    back = import_template(export_template(found, form, INDEX), form, INDEX)
    other = Extractor().extract(Sample(print_pixels(4), INDEX))
    own = compare(prepare(back), prepare(found)).score
    assert own > 0.8 * compare(prepare(found), prepare(found)).score
    assert own > 3 * compare(prepare(back), prepare(other)).score


def test_angles_and_types_of_bytes_written_by_hand() -> None:
    rows = [(1, 10, 10, 0, 50), (2, 20, 20, 64, 0), (0, 30, 30, 128, 100), (1, 40, 40, 192, 1)]
    [seen] = read_views(iso(view(rows * 3)), ISO)
    turns = [one.direction_rad / (2 * math.pi) for one in seen.minutiae[:4]]
    assert turns == pytest.approx([0, 0.25, -0.5, -0.25])
    assert [one.type for one in seen.minutiae[:4]] == [
        MinutiaType.RIDGE_ENDING,
        MinutiaType.BIFURCATION,
        MinutiaType.RIDGE_ENDING,
        MinutiaType.RIDGE_ENDING,
    ]
    assert seen.minutiae[0].quality == 0.5
    assert 0.2 < seen.minutiae[1].quality < 1  # Not stated.
    [seen] = read_views(ansi(view([(1, 10, 10, 45, 50)])), ANSI)
    assert seen.minutiae[0].direction_rad == pytest.approx(math.pi / 2)


def test_another_resolution_is_brought_to_500_ppi() -> None:
    [seen] = read_views(iso(view(), size=(1000, 500), ppcm=(394, 197)), ISO)
    assert (seen.width_px, seen.height_px) == (500, 500)
    assert seen.minutiae[0].x_px == pytest.approx(10, abs=0.05)
    assert seen.minutiae[0].y_px == 30


def test_long_ansi_records_and_extended_data() -> None:
    assert read_views(ansi(view(), long=True), ANSI)[0].minutiae
    assert read_views(ansi(view(extended=b"\0\1\0\5\0")), ANSI)[0].minutiae
    assert len(read_views(iso(view(), view(position=7)), ISO)) == 2


def test_the_view_of_the_finger_is_taken() -> None:
    data = iso(view(position=7), view([(1, 9, 9, 9, 9)] * 9, position=2))
    assert import_template(data, ISO, FingerPosition.LEFT_INDEX).minutia_count == 12
    assert import_template(data, ISO, INDEX).minutia_count == 9
    with pytest.raises(InvalidTemplateError, match="finger position 7, 2, not of 3"):
        import_template(data, ISO, FingerPosition.RIGHT_MIDDLE)
    assert import_template(iso(view(position=0)), ISO, INDEX).minutia_count == 12
    thumb = iso(view(position=1))
    assert import_template(thumb, ISO, FingerPosition.PLAIN_RIGHT_THUMB).minutia_count == 12


def test_too_few_minutiae() -> None:
    with pytest.raises(QualityError, match="7 minutiae"):
        import_template(iso(view(ROWS[:7])), ISO, INDEX)
    assert import_template(iso(view(ROWS[:8])), ISO, INDEX).minutia_count == 8


def changed(data: bytes, at: int, form: str, *values: int) -> bytes:
    found = bytearray(data)
    struct.pack_into(form, found, at, *values)
    return bytes(found)


FIRST = 28
"""The first minutia of an ISO record of one view."""


@pytest.mark.parametrize(
    ("at", "form", "value", "message"),
    [
        (0, ">B", 0, "magic"),
        (6, ">B", 0x31, "version"),
        (8, ">I", 9, "record length is 9"),
        (8, ">I", 2**32 - 1, "record length is 4294967295"),
        (14, ">H", 0, "image width is 0"),
        (16, ">H", 0, "image height is 0"),
        (18, ">H", 0, "x resolution is 0"),
        (20, ">H", 65535, "y resolution is 65535"),
        (22, ">B", 0, "number of views is 0"),
        (22, ">B", 177, "number of views is 177"),
        (22, ">B", 2, "within the header of view 2"),
        (24, ">B", 11, "view 1: finger position is 11"),
        (26, ">B", 101, "view 1: finger quality is 101"),
        (27, ">B", 255, "within view 1, minutia"),
        (27, ">B", 3, "view 1: extended data|follow the last view"),
        (FIRST, ">H", 0xC00A, "view 1, minutia 1: type is 3"),
        (FIRST, ">H", 0x4000 | 388, "view 1, minutia 1: x is 388"),
        (FIRST + 2, ">H", 374, "view 1, minutia 1: y is 374"),
        (FIRST + 5, ">B", 101, "view 1, minutia 1: quality is 101"),
        (FIRST + 6 * 12, ">H", 1, "view 1: extended data: 1 bytes are stated"),
    ],
)
def test_a_broken_record_is_refused_by_its_field(
    at: int, form: str, value: int, message: str
) -> None:
    assert read_views(iso(view()), ISO)
    with pytest.raises(InvalidTemplateError, match=message):
        read_views(changed(iso(view()), at, form, value), ISO)


def test_an_angle_that_ansi_does_not_know() -> None:
    with pytest.raises(InvalidTemplateError, match="minutia 1: angle is 180: 0 to 179"):
        read_views(changed(ansi(view()), 30 + 4, ">B", 180), ANSI)


@BOTH
def test_a_record_cut_anywhere_is_refused(form: TemplateFormat) -> None:
    data = WRITE[form](view(), view(position=3))
    for length in range(len(data)):
        with pytest.raises(InvalidTemplateError):
            read_views(data[:length], form)
    with pytest.raises(InvalidTemplateError, match="record length"):
        read_views(data + b"\0", form)


def test_one_standard_is_not_taken_for_the_other() -> None:
    with pytest.raises(InvalidTemplateError, match="ANSI 378-2004"):
        read_views(iso(view()), ANSI)
    with pytest.raises(InvalidTemplateError, match="ISO/IEC 19794-2:2005"):
        read_views(ansi(view()), ISO)


@pytest.mark.parametrize("stated", TemplateFormat)
def test_another_kind_of_file_is_named(stated: TemplateFormat) -> None:
    for data, words in (
        (print_png(3), "a PNG image"),
        (write(card()), "an EBTS transaction"),
        (b"%PDF-1.7", "a PDF"),
    ):
        with pytest.raises(InvalidTemplateError, match=f"{words}, but .* says {stated.name}"):
            read_views(data, stated)
    other, words = iso(view()), "a finger record"
    if stated is not TemplateFormat.TYPE_9:
        other, words = b"9.001:8\x1d9.002:00\x1c", "a Type-9 record"
    with pytest.raises(InvalidTemplateError, match=words):
        read_views(other, stated)


def test_a_huge_record() -> None:
    with pytest.raises(InvalidTemplateError, match="1,000,001 bytes"):
        read_views(bytes(1_000_001), ISO)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5), st.data())
def test_mutated_records_never_crash(changes: list[tuple[int, int]], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([ISO, ANSI]))
    record = bytearray(WRITE[form](view()))
    for place, value in changes:
        record[place % len(record)] = value
    try:
        one = import_template(bytes(record), form, INDEX)
    except SampleError:
        return
    assert np.isfinite(one.x_px).all()
    assert compare(prepare(one), prepare(one)).score >= 0
