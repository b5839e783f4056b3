"""The rules of EBTS 9.1: each broken rule is named with its record, field and value."""

import pytest

from ebts import codes
from ebts.making import Heading, NewImage, compose
from ebts.records import Field
from ebts.rules import RECORD_COUNTS, TYPE_1, TYPE_2
from ebts.writing import write
from tests.transactions import (
    AGENCY,
    DESCRIPTION,
    SERVICE,
    TIME,
    Change,
    card,
    faults_of,
    image,
)

TEN = [image(position) for position in range(1, 11)]


def said(changes: Change | None = None, **how: object) -> list[str]:
    """The faults of a card that is sound but for some changes."""
    return [str(one) for one in faults_of(card(changes, **how))]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["CAR", "CNA", "CPNU"])
@pytest.mark.parametrize("record_type", [4, 14])
def test_sound_bookings(kind: str, record_type: int) -> None:
    assert said(kind=kind, record_type=record_type) == []


def test_sound_applicants_and_searches() -> None:
    civil: Change = {37: ("LAW ENFORCEMENT",), 38: ("20260614",)}
    assert said(civil, kind="NFUF") == []
    assert said({6: ("DET J Q PUBLIC",), 98: ("6",)}, kind="RPIS") == []
    search: Change = {6: ("DET PUBLIC",), 7: (AGENCY,), 39: ("NONE",), 40: ("NONE",), 41: ("WV",)}
    assert said(search, kind="TPIS", images=TEN[:2]) == []


def test_every_field_that_a_type_needs_is_named_at_once() -> None:
    """A submission of nothing misses each field of the table, and all of them are listed."""
    for kind in codes.IN:
        empty = compose(Heading(kind, SERVICE, AGENCY, "TEST-CARD-0001", TIME), [], TEN)
        found = {one.field for one in faults_of(empty) if "needs it" in one.rule}
        needed = {f"2.{rule.number:03} {rule.name}" for rule in TYPE_2 if kind in rule.must}
        assert found == needed
        assert needed


@pytest.mark.parametrize("rule", TYPE_2, ids=lambda rule: rule.name)
def test_every_field_has_a_length(rule: object) -> None:
    number, name, most = rule.number, rule.name, rule.size[1]  # type: ignore[attr-defined]
    long: str | tuple[str, ...] = "X" * (most + 1)
    if rule.items:  # type: ignore[attr-defined]
        long = tuple("X" * (item.size[1] + 1) for item in rule.items)  # type: ignore[attr-defined]
    found = said({number: (long,)})
    assert any(f"2.{number:03} {name}" in one and "characters: " in one for one in found), found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({18: ("O'NEIL,PAT",)}, '2.018 NAM: "O\'NEIL,PAT": character "\'" is not allowed'),
        ({18: ("ROÉ,JANE",)}, "2.018 NAM: \"ROÉ,JANE\": character 'É' is not allowed"),
        ({18: ("ROE & DOE,JANE",)}, "character '&' is not allowed"),
        ({18: ("ROE JANE",)}, "LAST,FIRST MIDDLE"),
        ({18: ("ROE,J4NE",)}, "character '4' is not allowed"),
        ({20: ("QQ",)}, '2.020 POB: "QQ": a code of NCIC\'s table'),
        ({22: ("19850230",)}, '2.022 DOB: "19850230": the calendar has no such day'),
        ({22: ("1985",)}, "4 characters: 8 are allowed"),
        ({22: tuple(["19850117"] * 6)}, "2.022 DOB: 6 values: at most 5"),
        ({24: ("Q",)}, "2.024 SEX"),
        ({27: ("512",)}, "2.027 HGT"),
        ({29: ("042",)}, "2.029 WGT"),
        ({31: ("RED",)}, "2.031 EYE"),
        ({45: ("20270101",)}, '2.045 DOA: "20270101": the day is in the future'),
        ({47: ("ASSAULT",)}, "2.047 ASL: 1 items: DOO, AOL are needed"),
        ({47: (("2026", "ASSAULT"),)}, '2.047 ASL DOO: "2026"'),
        ({47: (("", ""),)}, "2.047 ASL AOL: 0 characters"),
        ({47: tuple([("", "THEFT")] * 41)}, "2.047 ASL: 41 values: at most 40"),
        ({54: ("20260614",)}, "2.055 SLE: the field is missing: SSD, OCA and SLE"),
        ({54: ("20260101",), 55: ("HELD",)}, "custody does not begin before the arrest"),
        ({9: ("CASE.17",)}, "2.009 OCA: \"CASE.17\": character '.' is not allowed"),
        ({73: ("WV",)}, "2.073 CRI"),
        ({73: ("QQTEST000",)}, "2.073 CRI"),
        ({84: (("11", "XX"),)}, '2.084 AMP FGP: "11": a finger, 01 to 10'),
        ({84: (("03", "ZZ"),)}, '2.084 AMP AMPCD: "ZZ": XX (amputated) or UP'),
        ({84: (("03", "XX"),)}, "AMP says that the finger is missing, but record 5"),
        ({5: ("J",)}, '2.005 RET: "J": Y or N'),
        ({98: ("16",)}, "2.098 NDR"),
    ],
)
def test_wrong_values_are_named(changes: Change, words: str) -> None:
    found = said(changes)
    assert any(words in one for one in found), found


def test_names_with_suffixes_and_ampersands_among_aliases_are_sound() -> None:
    assert said({18: ("ROE-DOE,JANE ANN JR",), 19: ("R&D,JO",), 22: ("00000000",)}) == []


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (b"1.004:CAR", b"1.004:AMN", '1.004 TOT: "AMN": the service takes CAR'),
        (b"1.006:2", b"1.006:0", '1.006 PRY: "0": a priority'),
        (b"1.009:TEST-CARD-0001", b"1.009:SHORT", '1.009 TCN: "SHORT": 5 characters: 10 to 40'),
        (b"1.008:WVTEST000", b"1.008:QQTEST000", '1.008 ORI: "QQTEST000"'),
        (b"1.007:WVIAFIS0Z", b"1.007:WV", '1.007 DAI: "WV": 2 characters: 9 are allowed'),
        (b"1.005:20260615", b"1.005:20260618", '1.005 DAT: "20260618": the day is in the future'),
        (b"1.011:19.69", b"1.011:19,69", '1.011 NSR: "19,69"'),
        (b"1.011:", b"1.010:OTHER-TCN-0001\x1d1.011:", "1.010 TCR"),
    ],
)
def test_wrong_headers_are_named(was: bytes, becomes: bytes, words: str) -> None:
    found = [str(one) for one in faults_of(write(card()).replace(was, becomes, 1))]
    assert any(words in one for one in found), found


def test_counts_of_records() -> None:
    assert any(
        "0 records of Type-4 or Type-14: a CAR has 1 to 14" in one for one in said(images=[])
    )
    fifteen = [image(position) for position in range(1, 16)]
    assert any("15 records of Type-4 or Type-14" in one for one in said(images=fifteen))
    assert any("1 records of Type-4" in one for one in said(kind="RPIS", images=TEN[:1]))
    two = card()
    doubled = two.__class__((*two.records[:2], two.records[1], *two.records[2:]))
    assert any("2 records of Type-2: a CAR has 1" in str(one) for one in faults_of(doubled))


def test_type_4_and_type_14_are_not_mixed() -> None:
    four, fourteen = card(images=TEN[:5], record_type=4), card(images=TEN[5:])
    mixed = four.__class__((*four.records, *fourteen.records[2:]))
    assert any("not in both" in str(one) for one in faults_of(mixed))


def test_fingers_without_image_and_without_a_reason() -> None:
    found = said(images=TEN[:9])
    assert any('2.084 AMP: "10": no image shows these fingers' in one for one in found)
    assert said({84: (("10", "UP"),)}, images=TEN[:9]) == []
    flats = [image(position) for position in (13, 14, 15)]
    assert said(images=flats) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (NewImage(1, 1, 4, 4, "NONE", bytes(15)), "has 16 bytes, not 15"),
        (NewImage(1, 1, 4, 4, "WSQ20", bytes(16)), "the bytes are no WSQ20 image"),
        (NewImage(1, 1, 4, 4, "PNG", b"\xff\xa0" * 8), "no PNG image: they are a WSQ image"),
        (NewImage(1, 1, 4, 4, "NONE", b"\xff\xa0" * 9), "not 18: they are a WSQ image"),
        (NewImage(1, 1, 0, 4, "NONE", b"x"), "at least one pixel"),
        (NewImage(1, 1, 4, 4, "WSQ20", b""), "the image is empty"),
        (NewImage(1, 1, 4, 4, "BMP", bytes(16)), '14.011 CGA: "BMP"'),
        (NewImage(16, 1, 4, 4, "NONE", bytes(16)), '14.013 FGP: "16": the position'),
        (NewImage(2, 1, 4, 4, "NONE", bytes(16)), "the position occurs a second time"),
        (NewImage(1, 7, 4, 4, "NONE", bytes(16)), '14.003 IMP: "7": a ten-print is'),
    ],
)
def test_wrong_images_are_named(wrong: NewImage, words: str) -> None:
    found = said(images=[wrong, *TEN[1:]])
    assert any(words in one for one in found), found


def test_the_tables_name_each_field_once() -> None:
    for table in (TYPE_1, TYPE_2):
        numbers = [rule.number for rule in table]
        assert numbers == sorted(set(numbers))
    assert set(RECORD_COUNTS) == set(codes.IN + codes.OUT)
    assert set(DESCRIPTION) <= {rule.number for rule in TYPE_2}


def test_two_faults_in_one_file_are_both_listed() -> None:
    found = said({24: ("Q",), 29: ("042",), 73: None})
    assert len(found) == 3


def test_a_repeated_subfield_needs_no_second_type() -> None:
    assert Field.of(2, 22, "19850117", "19850118").subfields == (("19850117",), ("19850118",))
