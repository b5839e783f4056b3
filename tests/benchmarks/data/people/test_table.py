"""Tables of people's prints: what scripts write, what is refused by line, what is skipped."""

from pathlib import Path

import pytest

from benchmarks.data.errors import MeasurementError
from benchmarks.data.people import read_people
from benchmarks.data.people.prints import natural
from matcher.types import FingerPosition, ImpressionType

HEADER = "person,encounter,position,impression,ppi,path\n"
GOOD = "ann,1,2,plain,500,good.png\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_is_read_itself_or_by_its_folder(tmp_path: Path) -> None:
    rows = "ann,2020,2,rolled,500,a.png\nann,2024,2,plain,500,b.png\nbob,2021,12,Plain,1000,c.tif\n"
    table = write(tmp_path, HEADER + rows)
    found = read_people(table)
    assert found == read_people(tmp_path)
    assert [(one.person, one.encounter, one.ppi, one.line) for one in found.prints] == [
        ("ann", "2020", 500, 2),
        ("ann", "2024", 500, 3),
        ("bob", "2021", 1000, 4),
    ]
    first, _, last = found.prints
    assert (first.impression, first.path) == (ImpressionType.LIVESCAN_ROLLED, tmp_path / "a.png")
    assert last.position == FingerPosition.LEFT_THUMB
    assert not found.skipped


@pytest.mark.parametrize(
    "text",
    [
        "person,encounter,position,path\nann,1,2,a.png\n",
        "path,position,encounter,person,note\na.png,2,1,ann,any\n",
        "Person; Encounter ;Position;Path\nann; 1 ;2;a.png\n",
        "person\tencounter\tposition\tpath\nann\t1\t2\ta.png\n",
        "person,encounter,position,path,ppi,impression\r\nann,1,2.0,a.png,,\r\n\r\n",
        '\ufeff"person","encounter","position","path","ppi"\n"ann","1","02","a.png","600.0"\n',
        "person,encounter,position,path,impression\nann,1,2,a.png,0\n,,,,\n",
    ],
    ids=["least", "order", "semicolons", "tabs", "floats", "quotes", "codes"],
)
def test_what_scripts_and_spreadsheets_write_is_read(text: str, tmp_path: Path) -> None:
    found = read_people(write(tmp_path, text), default_ppi=600)
    [one] = found.prints
    assert (one.person, one.encounter, one.position) == ("ann", "1", FingerPosition.RIGHT_INDEX)
    assert (one.ppi, one.path.name) == (600, "a.png")
    assert one.impression == ImpressionType.LIVESCAN_PLAIN


def test_encounters_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    rows = "".join(f"ann,e{number},2,plain,500,{number}.png\n" for number in (10, 9, 100, 2))
    found = read_people(write(tmp_path, HEADER + rows))
    assert [one.encounter for one in found.prints] == ["e2", "e9", "e10", "e100"]
    assert natural("2020-10-01") > natural("2020-09-30")
    assert sorted(["a", "1", "", "a1b", "²", "٣"], key=natural)[0] == ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ann,1,0,plain,500,a.png", "position 0"),
        ("ann,1,16,plain,500,a.png", "position is 1 to 12, got 16"),
        ("ann,1,index,plain,500,a.png", "'index'"),
        ("ann,1,2.5,plain,500,a.png", "'2.5'"),
        ("ann,1,-2,plain,500,a.png", "'-2'"),
        ("ann,1,²,plain,500,a.png", "'²'"),
        ("ann,1,,plain,500,a.png", "position is a whole number"),
        ("ann,1,2,latent,500,a.png", "'latent'"),
        ("ann,1,2,plain,many,a.png", "'many'"),
        ("ann,1,2,plain,0,a.png", "ppi is above 0"),
        ("ann,1,2,plain,99999999999,a.png", "ppi is a whole number"),
        (",1,2,plain,500,a.png", "person has"),
        ("ann,,2,plain,500,a.png", "encounter has"),
        ("x" * 201 + ",1,2,plain,500,a.png", "got 201"),
        ("ann,1,2", "fewer fields"),
        ("ann,1,2,plain,500,a.png,more", "more or fewer fields"),
    ],
)
def test_rows_that_cannot_be_meant_are_named_by_line(row: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match=r"people\.csv, line 3: ") as refused:
        read_people(write(tmp_path, f"{HEADER}{GOOD}{row}\n"))
    assert said in str(refused.value)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    text = f'{HEADER}\n"an\nn",1,2,plain,500,a.png\n\nbob,1,0,plain,500,b.png\n'
    with pytest.raises(MeasurementError, match="line 6: "):
        read_people(write(tmp_path, text))


def test_many_faults_are_named_at_once_but_not_all(tmp_path: Path) -> None:
    rows = "ann,1,0,plain,500,a.png\n" * 50
    with pytest.raises(MeasurementError) as refused:
        read_people(write(tmp_path, HEADER + rows))
    assert str(refused.value).count("\n") == 9
    assert "line 11:" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lacks a column"),
        ("person,path\nann,a.png\n", "lacks a column"),
        (f"person,{HEADER}{GOOD}", "column person is there twice"),
        (HEADER, "no prints"),
        (f'{HEADER}ann,1,2,plain,500,"a.png\n', "after line"),
        (f"{HEADER}ann,1,2,plain,500,{'x' * 200_000}\n", "after line 1: field larger"),
    ],
    ids=["empty", "columns", "twice", "no rows", "quote", "long"],
)
def test_files_that_are_no_table_are_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match=r"people\.csv") as refused:
        read_people(write(tmp_path, text))
    assert said in str(refused.value)


def test_other_text_than_utf_8_and_binary_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match="not UTF-8"):
        read_people(write(tmp_path, HEADER + GOOD + GOOD.replace("ann", "Jürgen"), "latin-1"))
    with pytest.raises(MeasurementError, match=r"people\.csv"):
        read_people(write(tmp_path, "\0" * 1_000))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ann,2,13,plain,500,slap.png", "SLAP_NOT_SUPPORTED"),
        ("ann,2,2,plain,500,", "NO_IMAGE"),
        ("ann,2,2,plain,500,card.gif", "UNSUPPORTED_ENCODING"),
        ("ann,2,2,plain,500,folder", "UNSUPPORTED_ENCODING"),
        ("ann,1,2,plain,500,good.png", "DUPLICATE_ROW"),
        ("ann,1,02,rolled,600,./good.png", "DUPLICATE_ROW"),
        ("bob,1,2,plain,500,good.png", "SAME_FILE"),
        ("ann,2,2,plain,500,good.png", "SAME_FILE"),
        ("ann,1,3,plain,500,good.png", "SAME_FILE"),
    ],
)
def test_rows_that_cannot_be_used_are_skipped_with_line_and_reason(
    row: str, reason: str, tmp_path: Path
) -> None:
    found = read_people(write(tmp_path, f"{HEADER}{GOOD}{row}\n"))
    [skipped] = found.skipped
    assert (skipped.reason, skipped.line) == (reason, 3)
    assert skipped.detail
    assert [one.line for one in found.prints] == [2]


def test_a_table_of_which_nothing_can_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match=r"none of 2 rows.*line 2: UNSUPPORTED_ENCODING"):
        rows = "ann,1,2,plain,500,a.gif\nann,2,2,plain,500,b.gif\n"
        read_people(write(tmp_path, HEADER + rows))
