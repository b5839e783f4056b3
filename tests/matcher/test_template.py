"""The stored form: exact to its steps, kept for ever, and damaged bytes are told."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import template
from matcher.errors import CorruptRecordError
from matcher.types import MinutiaType, Template
from tests.matcher.prints import best, finger
from tests.paths import GOLDEN

STORED = GOLDEN / "template-v1.bin"


def golden_template() -> Template:
    """What `golden/template-v1.bin` holds; never change it, add a file for a new version."""
    return Template(
        width_px=388,
        height_px=374,
        quality=83,
        outline_px=np.array([[10, 20], [380, 24], [200, 370]], np.float32),
        x_px=np.array([214.125, 0.0, 387.875], np.float32),
        y_px=np.array([42.5, 373.875, 0.25], np.float32),
        direction_rad=np.array([2.801, -np.pi, -0.4], np.float32),
        type=np.array([1, 0, 1], np.uint8),
        minutia_quality=np.array([1.0, 0.8, 0.2], np.float32),
        extractor_digest=bytes.fromhex("0123456789abcdef"),
    )


def assert_equal(found: Template, expected: Template) -> None:
    """Equal to the steps of the format."""
    for name in ("width_px", "height_px", "quality", "extractor_digest"):
        assert getattr(found, name) == getattr(expected, name)
    assert found.outline_px == pytest.approx(expected.outline_px, abs=0.5)
    assert found.x_px == pytest.approx(expected.x_px, abs=1 / 16)
    assert found.y_px == pytest.approx(expected.y_px, abs=1 / 16)
    turn = np.abs(found.direction_rad - expected.direction_rad)
    assert np.minimum(turn, 2 * np.pi - turn) == pytest.approx(0, abs=np.pi / 65_000)
    assert found.type.tolist() == expected.type.tolist()
    assert found.minutia_quality == pytest.approx(expected.minutia_quality, abs=1 / 500)


def test_version_1_is_read_for_ever() -> None:
    assert_equal(template.decode(STORED.read_bytes()), golden_template())


def test_version_1_is_written_as_it_was() -> None:
    assert template.encode(golden_template()) == STORED.read_bytes()


def test_the_golden_template_reads_as_minutiae() -> None:
    first, second, third = template.decode(STORED.read_bytes()).minutiae()
    assert (first.x_px, first.y_px, first.type) == (214.125, 42.5, MinutiaType.RIDGE_ENDING)
    assert second.type is MinutiaType.BIFURCATION
    assert second.quality == pytest.approx(0.8)
    assert second.direction_rad == pytest.approx(-np.pi)
    assert third.direction_rad == pytest.approx(-0.4, abs=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_round_trip_is_exact_from_the_second_time(seed: int) -> None:
    stored = template.encode(finger(seed))
    template.check(stored)
    once = template.decode(stored)
    assert_equal(once, finger(seed))
    assert template.encode(once) == stored


def test_columns_have_the_types_that_the_comparison_expects() -> None:
    found = template.decode(STORED.read_bytes())
    for column in (found.x_px, found.y_px, found.direction_rad, found.minutia_quality):
        assert column.dtype == np.float32
    assert found.type.dtype == np.uint8


def test_the_longest_template() -> None:
    many = 255
    large = replace(
        golden_template(),
        x_px=np.full(many, 7_999.875, np.float32),
        y_px=np.zeros(many, np.float32),
        direction_rad=np.linspace(-np.pi, np.pi, many, endpoint=False, dtype=np.float32),
        type=np.zeros(many, np.uint8),
        minutia_quality=np.ones(many, np.float32),
    )
    assert_equal(template.decode(template.encode(large)), large)


def test_a_template_without_minutiae() -> None:
    empty = replace(best(golden_template(), 0), outline_px=np.zeros((0, 2), np.float32))
    assert_equal(template.decode(template.encode(empty)), empty)


def test_any_other_length_is_corrupt() -> None:
    stored = STORED.read_bytes()
    for length in range(len(stored)):
        for read in (template.decode, template.check):
            with pytest.raises(CorruptRecordError):
                read(stored[:length])
    with pytest.raises(CorruptRecordError):
        template.decode(stored + b"\0")


@pytest.mark.parametrize(
    "place", [0, 3, 4, 13, 14], ids=["magic", "magic", "version", "ppi", "ppi"]
)
def test_an_unknown_header_is_corrupt(place: int) -> None:
    stored = bytearray(STORED.read_bytes())
    stored[place] ^= 0x40
    with pytest.raises(CorruptRecordError):
        template.decode(bytes(stored))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120))
def test_random_bytes_are_corrupt(data: bytes) -> None:
    for stored in (data, STORED.read_bytes()[:10] + data):
        if stored != STORED.read_bytes():
            for read in (template.decode, template.check):
                with pytest.raises(CorruptRecordError):
                    read(stored)
