"""Your own people: file names of NIST's databases, tables, and what is refused."""

from pathlib import Path

import pytest

from benchmarks.data.errors import MeasurementError
from benchmarks.data.people import parse_files, parse_name, read_people
from matcher.types import FingerPosition, ImpressionType
from tests.images import print_png

HEADER = "person,encounter,position,impression,ppi,path\n"


@pytest.mark.parametrize(
    ("stem", "person", "position", "impression", "ppi"),
    [
        ("00001000_roll_500_01", "00001000", FingerPosition.RIGHT_THUMB, "rolled", 500),
        ("00001000_plain_1000_11", "00001000", FingerPosition.RIGHT_THUMB, "plain", 1000),
        ("00001000_plain_2000_07", "00001000", FingerPosition.LEFT_INDEX, "plain", 2000),
        ("00002223_01_dryrun-A_500_roll_10", "00002223", FingerPosition.LEFT_LITTLE, "rolled", 500),
        ("00002302_A_roll_02", "00002302", FingerPosition.RIGHT_INDEX, "rolled", None),
        ("00002302_U_500_roll_02", "00002302", FingerPosition.RIGHT_INDEX, "rolled", 500),
        ("00002502_M_500_plain_04", "00002502", FingerPosition.RIGHT_RING, "plain", 500),
        ("00002302_R_1000_slap-segmented_03", "00002302", FingerPosition.RIGHT_MIDDLE, "plain",
         1000),
    ],
)  # fmt: skip
def test_names_of_single_fingers_are_read(
    stem: str, person: str, position: FingerPosition, impression: str, ppi: int | None
) -> None:
    name = parse_name(Path(f"{stem}.png"), 0)
    assert name is not None
    kind = ImpressionType[f"LIVESCAN_{impression.upper()}"]
    assert (name.person, name.position, name.impression) == (person, position, kind)
    assert name.ppi == (ppi or 0)


@pytest.mark.parametrize(
    "stem",
    [
        "00001000_plain_500_13",  # a slap of four fingers
        "00001000_palm_500_25",
        "00002302_R_1000_slap_13",
        "00002302_T_02+03_01",  # SD 302f: a photograph of two fingers
        "00002302_1A_R_L01_BP_S04_1200PPI_8BPC_1CH_LP01_1",  # a latent
        "1_2",
        "2302_A_roll_02",
        "checksum",
    ],
)
def test_other_names_are_passed_over(stem: str) -> None:
    assert parse_name(Path(f"{stem}.png"), 500) is None


def test_rolled_prints_are_enrolled_and_operated_devices_come_first() -> None:
    stems = [
        "00002302_A_roll_02",
        "00002302_M_500_plain_02",
        "00002302_R_500_slap-segmented_02",
        "00002302_U_500_roll_02",
    ]
    prints = parse_files([Path(f"{stem}.png") for stem in stems])
    assert [one.path.stem for one in prints] == [stems[3], stems[2], stems[0], stems[1]]
    assert len({one.encounter for one in prints}) == 4
    card = [Path(f"00001000_{kind}_500_02.png") for kind in ("plain", "roll")]
    assert [one.impression for one in parse_files(card)] == [
        ImpressionType.LIVESCAN_ROLLED,
        ImpressionType.LIVESCAN_PLAIN,
    ]


def test_one_of_several_resolutions_is_kept_the_nearest_to_500() -> None:
    files = [Path(f"{ppi}/00001000_roll_{ppi}_01.png") for ppi in (1000, 2000, 500)]
    assert [one.ppi for one in parse_files(files)] == [500]
    assert [one.ppi for one in parse_files(files[:2])] == [1000]
    assert [one.ppi for one in parse_files([Path("00002302_A_roll_01.png")], default_ppi=600)] == [
        600
    ]


def test_layouts_are_found_however_deep(tmp_path: Path) -> None:
    deep = tmp_path / "images" / "500" / "png" / "roll"
    deep.mkdir(parents=True)
    (deep / "00001000_roll_500_02.png").write_bytes(print_png(1))
    (deep / "checksum.txt").write_text("passed over")
    [one] = read_people(tmp_path)
    assert (one.person, one.position) == ("00001000", FingerPosition.RIGHT_INDEX)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "a.png").write_bytes(print_png(1))
    (tmp_path / "b.png").write_bytes(print_png(1, 2, 1))
    rows = "ann,2020,2,rolled,500,a.png\nann,2024,2,plain,500,b.png\nbob,2021,12,Plain,1000,a.png\n"
    (tmp_path / "people.csv").write_text(HEADER + rows)
    return tmp_path / "people.csv"


def test_a_table_is_read_itself_or_by_its_folder(table: Path) -> None:
    prints = read_people(table)
    assert prints == read_people(table.parent)
    assert [(one.person, one.encounter, one.ppi) for one in prints] == [
        ("ann", "2020", 500),
        ("ann", "2024", 500),
        ("bob", "2021", 1000),
    ]
    assert prints[2].position == FingerPosition.LEFT_THUMB


@pytest.mark.parametrize(
    "row",
    [
        "ann,1,13,plain,500,a.png",
        "ann,1,0,plain,500,a.png",
        "ann,1,2,latent,500,a.png",
        "ann,1,2,plain,,a.png",
        "ann,1,2",
        "ann,1,2,plain,500,missing.png",
        "ann,1,2,plain,500,people.csv",
    ],
)
def test_rows_that_cannot_be_used_are_named(table: Path, row: str) -> None:
    table.write_text(f"{HEADER}{row}\n")
    with pytest.raises(MeasurementError, match=r"people\.csv|missing\.png"):
        read_people(table)


def test_a_table_without_its_columns_is_refused(table: Path) -> None:
    table.write_text("person,path\nann,a.png\n")
    with pytest.raises(MeasurementError, match="lacks a column"):
        read_people(table)


def test_transactions_are_refused_with_what_is_supported(tmp_path: Path) -> None:
    (tmp_path / "card.eft").write_bytes(b"1.001")
    with pytest.raises(MeasurementError, match=r"ANSI/NIST transactions.*CSV.*SD 300"):
        read_people(tmp_path)


def test_places_without_prints_are_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(MeasurementError, match="CSV"):
            read_people(place)
