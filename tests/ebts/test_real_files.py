"""NIST's reference files and EBTS files of others are read, judged and written again."""

from datetime import date
from pathlib import Path

import pytest

from ebts import gate
from ebts.reading import read, read_file
from ebts.validation import validate
from ebts.writing import write

TODAY = date(2026, 11, 30)

FILES = {
    # type of transaction, records, sound fingerprint images
    "empty_image.eft": ("FRS", 3, 0),
    "sample.eft": ("MAP", 13, 10),
    "type-10-sap10.an2": ("AMN", 3, 0),
    "type-13-tip-eji-wsq.an2": ("AMN", 7, 0),
    "type-14-amp-nqm-utf8.an2": ("AMN", 5, 3),
    "type-14-tpcard-nqm.an2": ("AMN", 16, 14),
    "type-4-14-slaps.an2": ("AMN", 5, 3),
    "type-4-slaps.an2": ("AMN", 6, 4),
    "type-4-tpcard.an2": ("AMN", 16, 14),
    "type-9-4-iafis.an2": ("AMN", 4, 1),
    "eft/all_demographics.eft": ("FAUF", 3, 1),
    "eft/atf_card_scan.eft": ("FAUF", 12, 10),
    "eft/atf_precropped.eft": ("FAUF", 12, 10),
    "eft/minimal.eft": ("CAR", 3, 1),
    "eft/mixed_type4_type14.eft": ("FAUF", 4, 2),
    "eft/multi_finger_type14.eft": ("CNA", 7, 5),
    "eft/simple_type14.eft": ("CAR", 3, 1),
    "eft/type4_transaction.eft": ("FAUF", 3, 1),
    "eft/with_domain.eft": ("CAR", 3, 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_and_written_alike(name: str, real_prints: Path) -> None:
    path = real_prints / "an2k" / name
    reading = read_file(path)
    transaction = reading.transaction
    assert reading.faults == ()
    assert transaction is not None
    images, _ = validate(reading, TODAY)
    kind, record_count, image_count = FILES[name]
    assert transaction.type_of_transaction == kind
    assert (len(transaction.records), len(images)) == (record_count, image_count)
    written = write(transaction)
    # A padded count of records in CNT is written without its zero.
    assert written == path.read_bytes() or name == "empty_image.eft"
    again = read(written).transaction
    assert again is not None
    assert [one.text for one in again.description.fields] == [
        one.text for one in transaction.description.fields
    ]


@pytest.mark.slow
def test_every_file_of_the_folder_is_in_the_table(real_prints: Path) -> None:
    folder = real_prints / "an2k"
    names = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    assert names == set(FILES)


@pytest.mark.slow
def test_amputations_of_a_slap_and_utf_8_are_kept(real_prints: Path) -> None:
    reading = read_file(real_prints / "an2k" / "type-14-amp-nqm-utf8.an2")
    assert reading.transaction is not None
    assert reading.transaction.description.value(3) == "two chinese characters: 華裔"
    last = reading.transaction.records[-1]
    assert last.by_number[18].subfields == (("9", "XX"),)  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_real_images_are_taken_and_dummy_bytes_are_refused_by_image(
    name: str, real_prints: Path
) -> None:
    """The files in `eft/` hold random bytes; one image of `sample.eft` has another size."""
    images, _ = validate(read_file(real_prints / "an2k" / name), TODAY)
    refused = {image.place: error for image in images if (error := gate.refusal(image))}
    if name.startswith("eft/"):
        assert len(refused) == len(images)
        assert {error.reason for error in refused.values()} <= {
            *("IMAGE_TOO_SMALL", "NO_FOREGROUND", "QUALITY_TOO_LOW", "NOT_A_FINGER")
        }
    elif name == "sample.eft":
        assert [one.reason for one in refused.values()] == ["IMAGE_SIZE_MISMATCH"]
    else:
        assert refused == {}
