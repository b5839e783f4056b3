"""nistitl reads what we write as we do, and we read what nistitl writes."""

from pathlib import Path

import nistitl
import pytest

from ebts.reading import read
from ebts.records import BinaryRecord, TaggedRecord
from ebts.writing import write
from tests.transactions import card

CARDS = {
    "Type-14": write(card()),
    "Type-4": write(card(record_type=4)),
    "many": write(card({22: ("19850117", "19850118"), 84: (("03", "XX"),), 2085: ("x",)})),
}


def agree(data: bytes) -> None:
    """Compare every record and field of both readers."""
    ours = read(data).transaction
    theirs = nistitl.Message()
    theirs.parse(data)
    assert ours is not None
    assert len(theirs) == len(ours.records)
    for one, other in zip(ours.records, theirs, strict=True):
        assert one.type == other.type
        if isinstance(one, BinaryRecord):
            assert (one.idc_number, one.body) == (other.IDC, other.value)
            continue
        assert isinstance(one, TaggedRecord)
        for field in one.fields:
            found = other[field.number]
            if field.number == 999:
                assert found.value == one.data
            elif field.number > 2 or one.type == 1:
                assert _items(found.value) == field.subfields or field.number == 1


def _items(value: object) -> tuple[tuple[str, ...], ...]:
    subfields = value if isinstance(value, list) else [value]
    return tuple(
        tuple(map(str, items)) if isinstance(items, list) else (str(items),) for items in subfields
    )


@pytest.mark.parametrize("name", CARDS)
def test_nistitl_reads_what_we_write(name: str) -> None:
    agree(CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_we_read_what_nistitl_writes(name: str) -> None:
    theirs = nistitl.Message()
    theirs.parse(CARDS[name])
    reading = read(theirs.NIST)
    assert reading.faults == ()
    agree(theirs.NIST)


@pytest.mark.slow
def test_both_read_real_files_alike(real_prints: Path) -> None:
    for path in sorted((real_prints / "an2k").rglob("type-*.an2")):
        if "utf8" not in path.name:  # nistitl reads UTF-8 as Latin-1
            agree(path.read_bytes())
