"""Your own people in folders: file names of NIST's databases, and what is refused."""

from pathlib import Path

import pytest

from benchmarks.data.errors import MeasurementError
from benchmarks.data.people.reading import parse_files, parse_name, read_people
from matcher.types import FingerPosition, ImpressionType
from tests.images import print_png


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
    [one] = read_people(tmp_path).prints
    assert (one.person, one.position) == ("00001000", FingerPosition.RIGHT_INDEX)


def test_places_without_prints_are_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(MeasurementError, match="CSV"):
            read_people(place)
