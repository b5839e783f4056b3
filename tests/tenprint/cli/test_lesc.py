"""The commands of the LESC against a running stub."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenprint.cli.lesc.group import lesc
from tests.services.process.test_lesc_server import (
    QUERY,
    Taker,
    client_of,
    free_port,
    running,
    taking,
)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with (
        running(tmp_path_factory.mktemp("lesc"), answer_port=port) as stub,
        taking(Taker(), port),
        client_of(stub.target) as client,
    ):
        client.submit_query(QUERY)
        yield stub.target


def run(target: str, command: str, *arguments: str) -> Result:
    done = CliRunner().invoke(lesc, [command, "--target", target, *arguments])
    assert done.exit_code == 0, done.output
    return done


def test_every_command_reads_or_changes_what_it_says(target: str, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    record = {
        "source": "removals",
        "record_id": "1",
        "identity_id": QUERY.identity_id,
        "facts": [{"kind": "removed", "from_date": {"year": 2009, "month": 3, "day": 4}}],
    }
    records.write_text(json.dumps(record) + "\n\n")
    assert "1 records" in run(target, "put-records", str(records)).output
    found = run(target, "look-up", QUERY.query_id, "removals")
    assert "removals: found" in found.output
    assert "2009-03-04 removed" in found.output
    run(target, "review", QUERY.query_id, "--claim", "claim:1")
    run(target, "withdraw", QUERY.query_id, "--id", "w:1", "--reason", "false match")
    shown = run(target, "query", QUERY.query_id).output
    assert "withdrawn: false match" in shown
    assert "1 repeated elsewhere" in shown
    listed = run(target, "queries", "--state", "withdrawn", "--json").output
    assert json.loads(listed)["query_id"] == QUERY.query_id
    assert run(target, "queries", "--state", "acknowledged", "--json").output == ""
    assert "withdrawn" in run(target, "queries").output
    run(target, "source", "wants", "--latency-s", "2", "--down-from", "2026-01-01T00:00:00")
    down = json.loads(run(target, "look-up", QUERY.query_id, "wants", "--json").output)
    assert down["outcome"] == "LOOK_UP_OUTCOME_UNAVAILABLE"
    run(target, "script", "--duplicate-share", "0.5")
    run(target, "script")
    counted = json.loads(run(target, "statistics", "--json").output)
    assert counted["repeated_look_up_count"] == "2"
    assert "look-ups repeated elsewhere" in run(target, "statistics").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["put-records", "FILE"], "line 1 is no SourceRecord"),
        (["source", "wants", "--down-until", "2026-01-01T00:00:00"], "--down-from"),
        (["script", "--hang-share", "2"], "hang-share"),
    ],
)
def test_wrong_input_is_named(arguments: list[str], words: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("{]\n")
    named = [str(wrong) if argument == "FILE" else argument for argument in arguments]
    done = CliRunner().invoke(lesc, [*named, "--target", "127.0.0.1:1"])
    assert done.exit_code != 0
    assert words in done.output
