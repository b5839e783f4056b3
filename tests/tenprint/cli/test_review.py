"""Reviews by the command line, with people at minutiae level."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from tenprint.cli.main import tenprint
from tests.databases import opened_sqlite
from tests.gallery.prints import enrol, prints
from tests.interop.reviews import FINGERS, Reviews
from tests.services.review_server import served

TCN = "TCN-REVIEW-1"
MATE, STRANGER = 601, 602
EXAMINER = ("--role", "examiner")
SUPERVISOR = ("--role", "supervisor")


@pytest.fixture
def reviews(tmp_path: Path) -> Iterator[Reviews]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    made = Reviews(database, control_share=0.5)
    # So many that each item finds a control whose pair is new.
    for seed in (MATE, STRANGER, *range(603, 611)):
        identity_id = enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
        enrol(made.ident, f"again-{seed}", prints(seed, 3, FINGERS), identity_id)
    yield made
    made.close()
    database.close()


@pytest.fixture
def target(reviews: Reviews) -> Iterator[str]:
    # The service is in this process: what it logs must not come between what the command prints.
    with capture_logs(), served(reviews.desk) as address:
        yield address


def run(target: str, *arguments: str) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(
        tenprint, ["review", command, "--target", target, *rest], catch_exceptions=False
    )


def test_an_item_from_its_pictures_to_its_explanation(
    reviews: Reviews, target: str, tmp_path: Path
) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    folder = tmp_path / "item"
    shown = run(target, "next", *EXAMINER, "--examiner", "ex-1", "--out", str(folder), "--json")
    [candidate] = json.loads(shown.output)["item"]["candidates"]
    name = candidate["candidate_id"]
    assert {path.name for path in folder.iterdir()} == {
        *("probe-02.png", "probe-07.png"),
        *(f"{name}-02.png", f"{name}-07.png"),
    }
    wrong = run(target, "decide", *EXAMINER, "--examiner", "ex-1", item_id, f"{name}=perhaps")
    assert wrong.exit_code == 2
    decided = run(target, "decide", *EXAMINER, "--examiner", "ex-1", item_id, f"{name}=same")
    assert "decided" in decided.output
    why = tmp_path / "why"
    explained = run(
        target, "explain", *EXAMINER, "--examiner", "ex-1", "--out", str(why), item_id, name
    )
    assert "rank 1, 78.0 dB" in explained.output
    assert {path.name for path in why.iterdir()} == {f"{name}-02-pairs.png", f"{name}-07-pairs.png"}


def test_scripted_examiners_empty_the_queue_and_are_measured(
    reviews: Reviews, target: str, tmp_path: Path
) -> None:
    for number in range(3):
        reviews.open(f"TCN-REVIEW-{number}", MATE, [MATE])
    truth = tmp_path / "truth.csv"
    truth.write_text("".join(f"TCN-REVIEW-{n},person-{MATE}\n" for n in range(3)))
    arguments = (*EXAMINER, *SUPERVISOR, "--truth", str(truth))
    for examiner, error_rate in (("sound", "0"), ("wrong", "1"), ("third", "0")):
        done = run(target, "script", *arguments, "--examiner", examiner, "--error-rate", error_rate)
        assert f"6 items decided by {examiner}" in done.output
    listed = run(target, "list", *SUPERVISOR, "--json").output.splitlines()
    verdicts = [json.loads(line)["verdict"] for line in listed]
    assert len(verdicts) == 6
    assert "REVIEW_VERDICT_UNSPECIFIED" not in verdicts
    counted = json.loads(run(target, "statistics", *SUPERVISOR, "--json").output)
    assert (counted["same_count"], counted["third_count"]) == ("3", "6")
    table = run(target, "statistics", *SUPERVISOR).output
    assert "0 open, 6 ended; 3 controls" in table
    assert "Examiners, by controls" in table
    assert "nothing waits" in run(target, "next", *EXAMINER, "--examiner", "sound").output


def test_the_list_shows_what_is_open(reviews: Reviews, target: str) -> None:
    assert "nothing was reviewed" in run(target, "list", *SUPERVISOR).output
    item_id = reviews.open(TCN, MATE, [MATE])
    table = run(target, "list", *SUPERVISOR, "--open").output
    assert item_id in table
    assert TCN in table
