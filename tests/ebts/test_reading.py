"""Files are read strictly: whatever contradicts itself is named, and nothing is guessed."""

import random
import re
from pathlib import Path

import pytest

from ebts.errors import TransactionTooLargeError, UnsupportedFileError
from ebts.reading import MAX_FILE_BYTES, read, read_file
from ebts.records import BinaryRecord, TaggedRecord
from ebts.writing import write
from tests.transactions import card, faults_of

SOUND = write(card())
SOUND_4 = write(card(record_type=4))
CUT = (
    "begins with its Type-1 record",
    "the end of the file is missing",
    "the file ends here",
)


def one_fault(data: bytes, *words: str) -> None:
    """Expect a fault that has these words."""
    said = [str(one) for one in read(data).faults]
    assert any(all(word in one for word in words) for one in said), said


@pytest.mark.parametrize("data", [SOUND, SOUND_4])
def test_what_is_written_is_read_without_faults_and_written_alike(data: bytes) -> None:
    reading = read(data)
    assert reading.faults == ()
    assert reading.transaction is not None
    assert write(reading.transaction) == data


def test_a_file_cut_anywhere_outside_images_has_a_fault() -> None:
    """The images of these cards are 16 bytes long, so that nearly every byte is outside."""
    for data in (SOUND, SOUND_4):
        for length in range(len(data)):
            assert read(data[:length]).faults, length


@pytest.mark.parametrize("data", [SOUND, SOUND_4], ids=["type-14", "type-4"])
def test_a_sound_file_that_is_cut_has_one_fault_which_says_where(data: bytes) -> None:
    """What the file therefore lacks (fields, images, records) is no fault of its own."""
    for length in range(len(data)):
        [fault] = faults_of(data[:length])
        said = str(fault)
        assert any(words in said for words in CUT), (length, said)


def test_where_a_file_is_cut_is_told_before_its_other_faults() -> None:
    wrong = SOUND.replace(b"2.024:F", b"2.024:?")
    [_] = faults_of(wrong)
    first, second = faults_of(wrong[:-20])
    assert "the end of the file is missing" in str(first)
    assert "2.024" in str(second)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("99999", "past the end of the file"),
        ("20", "does not end with FS"),
        ("-5", "a count of bytes"),
        ("0", "LEN ends inside"),
        ("999999999999", "a count of bytes"),
        ("", "a count of bytes"),
    ],
)
def test_lengths_of_image_records_that_lie(stated: str, words: str) -> None:
    at = SOUND.index(b"14.001:")
    lying = SOUND[:at] + re.sub(rb"14\.001:\d+", f"14.001:{stated}".encode(), SOUND[at:], count=1)
    one_fault(lying, "14.001 LEN" if "FS" not in words else "Type-14", words)


@pytest.mark.parametrize("stated", ["5", "1", "99999", "-1", "x"])
def test_lengths_of_text_records_that_lie_do_not_hide_the_other_faults(stated: str) -> None:
    lying = re.sub(rb"2\.001:\d+", f"2.001:{stated}".encode(), SOUND, count=1)
    one_fault(lying, "2.001 LEN", stated)
    reading = read(lying)
    assert reading.transaction is not None
    assert len(reading.transaction.records) == 12


@pytest.mark.parametrize("length", [0, 5, 4_000_000_000])
def test_lengths_of_binary_records_that_lie(length: int) -> None:
    at = SOUND_4.index(b"\x1c", SOUND_4.index(b"2.001:")) + 1
    lying = SOUND_4[:at] + length.to_bytes(4, "big") + SOUND_4[at + 4 :]
    one_fault(lying, "4.001 LEN", str(length))


def test_every_separator_that_is_missing_is_noticed() -> None:
    text = SOUND[: SOUND.index(b"14.999:")]
    for at in [one.start() for one in re.finditer(b"[\x1c-\x1f]", text)]:
        missing = SOUND[:at] + SOUND[at + 1 :]
        assert faults_of(missing), at


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (b"1\x1f11\x1e", b"1\x1f12\x1e", "1.003 CNT"),
        (b"14\x1f03", b"14\x1f04", "CNT contradicts record 5 (Type-14, IDC 03)"),
        (b"14\x1f03", b"13\x1f03", "CNT contradicts record 5"),
        (b"\x1e14\x1f10", b"", "CNT lists 10 further records, the file has 11"),
    ],
)
def test_contents_that_contradict_the_records(was: bytes, becomes: bytes, words: str) -> None:
    one_fault(SOUND.replace(was, becomes, 1), words)


def test_a_field_that_occurs_twice_or_in_a_foreign_record() -> None:
    one_fault(SOUND.replace(b"2.024:F", b"2.025:F"), "2.025", "a second time")
    one_fault(SOUND.replace(b"2.024:F", b"1.024:F"), "1.024", "FS is missing")
    one_fault(SOUND.replace(b"2.024:F", b"24:F"), "no field begins here")


def test_unknown_tags_are_kept() -> None:
    data = write(card({311: ("DOE",), 2085: ("4abcd", "x")}))
    reading = read(data)
    assert reading.faults == ()
    assert reading.transaction is not None
    assert reading.transaction.description.values(2085) == ["4abcd", "x"]
    assert write(reading.transaction) == data


def test_the_xml_encoding_is_refused_by_name() -> None:
    for begin in (b"<?xml version='1.0'?>", b"\xef\xbb\xbf <itl:NISTBiometric"):
        with pytest.raises(UnsupportedFileError, match="XML encoding"):
            read(begin + b"Package>")


def test_bytes_that_are_no_transaction() -> None:
    for data in (b"", b"1.001", b"\x00" * 50, b"2.001:18\x1d2.002:00\x1c", random.randbytes(500)):
        reading = read(data)
        assert reading.transaction is None
        assert "begins with its Type-1 record" in str(reading.faults[0])


def test_another_kind_of_file_is_named() -> None:
    for data, name in (
        (b"\x89PNG\r\n", "a PNG image"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"Dear officer, please find the card attached.", "text"),
        (b"", "empty"),
    ):
        [fault] = read(data).faults
        assert name in fault.rule


def test_a_transaction_that_begins_wrongly_is_not_named_as_another_kind() -> None:
    [fault] = read(b"1.001:12345678901234\x1d1.002:0400\x1c").faults
    assert "the file begins like" not in fault.rule


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.eft"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(TransactionTooLargeError, match="1,073,741,824 bytes"):
        read_file(path)
    with pytest.raises(TransactionTooLargeError):
        read(bytes(MAX_FILE_BYTES + 1))


def test_fields_and_records_are_counted() -> None:
    many = b"\x1d".join(b"2.%d:x" % number for number in range(3, 3000))
    begin = SOUND[: SOUND.index(b"2.001:")]
    one_fault(begin + b"2.001:99\x1d2.002:00\x1d" + many + b"\x1c", "more than 2,000 fields")
    one_fault(begin + b"2.001:18\x1d2.002:00\x1c" * 200, "more than 100 records")
    one_fault(begin + b"2.001:18\x1d" + b"\x1d" * 100_000, "more than 500 faults")
    wide = begin + b"2.001:18\x1d2.002:00\x1d2.022:" + b"\x1e" * 200_000 + b"\x1d2.023:x\x1c"
    one_fault(wide, "100,000 items in all")
    one_fault(
        begin + b"2.001:18\x1d2.002:00\x1d2.041:" + b"x" * 300_001 + b"\x1c", "2.041", "at most"
    )


def test_text_is_in_the_character_set_that_the_header_states() -> None:
    accented = write(card({18: ("ROÉ,JANE",)}))
    assert b"1.015:003\x1fUTF-8" in accented
    reading = read(accented)
    assert reading.faults == ()
    assert reading.transaction is not None
    assert reading.transaction.description.value(18) == "ROÉ,JANE"
    assert write(reading.transaction) == accented
    one_fault(accented.replace(b"\xc3\x89", b"\xc9,"), "byte 0xc9", "UTF-8")
    one_fault(SOUND.replace(b"ROE,", b"RO\xc9,"), "2.018", "byte 0xc9", "7-bit ASCII")
    one_fault(accented.replace(b"003\x1fUTF-8", b"002\x1fUTF-8"), "1.015 DCS", "002")
    one_fault(SOUND.replace(b"ROE,", b"R\x02E,"), "2.018", "control character 0x02")


@pytest.mark.parametrize("record_type", [4, 14])
def test_records_keep_type_idc_and_image(record_type: int) -> None:
    reading = read(write(card(record_type=record_type)))
    assert reading.transaction is not None
    last = reading.transaction.records[-1]
    assert (last.type, last.idc) == (record_type, "10")
    if isinstance(last, BinaryRecord):
        assert last.body[-16:] == bytes(16)
    else:
        assert isinstance(last, TaggedRecord)
        assert last.data == bytes(16)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["type-14-tpcard-nqm.an2", "type-4-tpcard.an2", "sample.eft", "type-9-4-iafis.an2"]
)
def test_real_files_cut_anywhere(name: str, real_prints: Path) -> None:
    """At every byte outside images, and at 1,000 positions inside."""
    data = (real_prints / "an2k" / name).read_bytes()
    generator = random.Random(name)
    cuts = {generator.randrange(len(data)) for _ in range(1_000)}
    for found in re.finditer(rb"1?\d\.0?01:|\xff\xa0\xff\xa8", data):
        cuts |= set(range(max(0, found.start() - 60), min(len(data), found.start() + 400)))
    cuts |= set(range(1_500))
    for length in sorted(cuts):
        assert read(data[:length]).faults, length
