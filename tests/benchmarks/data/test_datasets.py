from pathlib import Path

import pytest

from benchmarks.data.datasets import read_dataset, read_datasets
from benchmarks.data.errors import MeasurementError


def fill(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_prints_are_ordered_by_number_and_other_files_passed_over(tmp_path: Path) -> None:
    names = ["10_1.tif", "2_10.bmp", "2_9.png", "notes.txt", "2_9_x.png", "2_1.gif"]
    found = read_dataset(fill(tmp_path / "set", *names))
    assert found.name == "set"
    assert [(one.finger, one.impression) for one in found.prints] == [(2, 9), (2, 10), (10, 1)]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "0 prints"),
        (["1_1.tif", "1_2.tif"], "1 fingers"),
        (["1_1.tif", "2_1.tif"], "second impression"),
        (["1_1.tif", "1_1.png", "2_1.tif"], "twice"),
    ],
)
def test_folders_that_say_nothing_are_refused(
    tmp_path: Path, names: list[str], message: str
) -> None:
    with pytest.raises(MeasurementError, match=message):
        read_dataset(fill(tmp_path, *names))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match="nowhere"):
        read_dataset(tmp_path / "nowhere")


def test_two_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent).mkdir()
        fill(tmp_path / parent / "set", "1_1.tif", "1_2.tif", "2_1.tif")
    with pytest.raises(MeasurementError, match="two folders"):
        read_datasets([tmp_path / "a" / "set", tmp_path / "b" / "set"])
