"""A refusal that an option or another command mends names it."""

import re
import subprocess
import sys
import time
from pathlib import Path

import click
import grpc
import pytest

from ebts.writing import write
from interop.cases.errors import DetainerRefusedError, DispositionContradictionError
from services.wire.status import error_info
from tenprint.cli.shared.remedies import REMEDIES, remedy
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1.errors_pb2 import ErrorReason
from tests.contract.test_transactions import booked
from tests.images import print_png
from tests.servers import RunningServer
from tests.tenprint.cli.test_docs import COMMANDS
from tests.transactions import AGENCY

SEED = 71
BY_THE_MESSAGE = {
    *("EMPTY_IMAGE", "UNDECODABLE_IMAGE", "TRUNCATED_IMAGE", "IMAGE_TOO_LARGE", "IMAGE_TOO_SMALL"),
    *("UNSUPPORTED_PIXEL_FORMAT", "UNSUPPORTED_ENCODING", "IMAGE_SIZE_MISMATCH", "NO_FOREGROUND"),
    *("QUALITY_TOO_LOW", "UNKNOWN_POSITION", "SLAP_NOT_SUPPORTED", "SEVERAL_FINGERS"),
    *("MULTIPLE_FRAMES", "NOT_A_FINGER", "INVALID_ORIENTATION", "CONTRAST_TOO_LOW", "NO_SAMPLES"),
    *("TOO_MANY_SAMPLES", "DUPLICATE_POSITION", "NO_CONTENT", "REPEATED_FINGER", "SLAP_UNCERTAIN"),
    *("SLAP_WRONG_HAND", "SEQUENCE_MISMATCH", "DECODING_FAILED", "INVALID_TEMPLATE"),
    *("TRANSACTION_FILE_NOT_SUPPORTED", "TRANSACTION_TOO_LARGE", "MESSAGE_TOO_LARGE"),
}
"""The prints are at fault, and the message says how."""
BY_ITS_FIELD = {"INVALID_FIELD", "DETAINER_REFUSED", "DISPOSITION_CONTRADICTION", "QUERY_REJECTED"}
BY_NOTHING = {
    *("UNSPECIFIED", "IDENTITY_NOT_FOUND", "ENCOUNTER_NOT_FOUND", "QUERY_CONFLICT"),
    *("ANSWER_CONFLICT", "IDENTITY_CONFLICT", "CANCELLED", "INTERNAL", "MALFORMED_MESSAGE"),
    *("JURISDICTION_CONFLICT", "JURISDICTION_FILE_REFUSED", "REVIEW_PRINT_NOT_FOUND"),
    *("REVIEW_INCOMPLETE", "REVIEW_DECIDED", "REVIEW_ENDED", "REVIEW_STEPPED_ASIDE"),
    *("REVIEW_EXAMINER_BARRED", "ALARM_RECIPIENT", "COMPARISON_REFUSED", "SOURCE_NOT_FOUND"),
    *("ANSWER_OUT_OF_ORDER", "LESC_DOWN", "PROVIDER_KEYS", "OFFICE_NOT_FOUND"),
    *("BOOKING_PRINT_NOT_FOUND", "RECORD_KEY_DESTROYED"),
}
"""No option mends it, or the message says whom to ask."""
NO_ANSWER = {
    *("INVALID_SETTING", "NEWER_SCHEMA", "MODEL_UNAVAILABLE", "TRANSFER_REFUSED"),
    *("BACKUP_REFUSED", "MASTER_KEY_REQUIRED", "MASTER_KEY_WRONG", "KEY_STORE_UNUSABLE"),
    *("DATABASE_IN_USE", "DATABASE_NOT_SEALED", "CLUSTER_REFUSED"),
}
"""Not the answer to a call: it ends a start or a command on files."""


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenprint.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _refused(reason: str, field: str = "", message: str = "no") -> RpcError:
    metadata = {"field": field} if field else {}
    return RpcError(grpc.StatusCode.FAILED_PRECONDITION, reason, message, metadata)


def _options(command: click.Command) -> set[str]:
    return {name for one in command.params for name in one.opts}


def test_every_reason_has_a_remedy_or_none_is_known() -> None:
    parts = [set(REMEDIES), BY_THE_MESSAGE, BY_ITS_FIELD, BY_NOTHING, NO_ANSWER]
    reasons = {name.removeprefix("ERROR_REASON_") for name in ErrorReason.DESCRIPTOR.values_by_name}
    assert set.union(*parts) == reasons
    assert sum(map(len, parts)) == len(reasons), "a reason stands in two places"


@pytest.mark.parametrize("reason", REMEDIES)
def test_what_a_remedy_names_exists(reason: str) -> None:
    words = REMEDIES[reason]
    for command in re.findall(r"`(tenprint [a-z -]+)`", words):
        assert command in COMMANDS, reason
    named = set(re.findall(r"--[a-z-]+", words))
    offered = [name for name, one in COMMANDS.items() if named <= _options(one)]
    assert offered, f"no command has {named}"
    for name, command in COMMANDS.items():
        told = remedy(_refused(reason), command)
        assert told == (words if name in offered else "")


@pytest.mark.parametrize(
    ("command", "field", "option"),
    [
        ("detainer request", "against_advice_because", "--against-advice"),
        ("case close", "against_contradiction_because", "--against-contradiction"),
        ("submit", "booking.subject.dates_of_birth[0]", "--born"),
        ("submit", "booking.subject.name", "--name"),
        ("submit", "booking.charges[2].offense_code", "--charge"),
        ("submit", "booking.arrest_date", "--arrested"),
        ("submit", "booking.agency_case_number", "--case"),
        ("submit", "booking.missing_fingers[0]", "--missing"),
        ("submit", "tcn", "--tcn"),
        ("submit", "ori", "--agency"),
        ("submit", "tenprint-ori", "--ori"),
        ("identify", "tenprint-roles", "--role"),
        ("identify", "max_candidates", "--candidates"),
        ("booking list", "received_before", "--before"),
        ("booking show", "tcn", ""),
        ("detainer show", "against_advice_because", ""),
        ("submit", "nothing.of[3].this", ""),
    ],
)
def test_a_field_is_named_by_its_option(command: str, field: str, option: str) -> None:
    told = remedy(_refused("INVALID_FIELD", field), COMMANDS[f"tenprint {command}"])
    assert told == (f"the option is {option}" if option else "")


def test_what_the_message_says_is_not_said_again() -> None:
    command = COMMANDS["tenprint submit"]
    assert remedy(_refused("INVALID_FIELD", "tcn", "--tcn is short"), command) == ""


def test_a_refused_detainer_names_its_field_only_if_a_reason_helps() -> None:
    command = COMMANDS["tenprint detainer request"]
    for needs_reason in (True, False):
        reason, metadata = error_info(DetainerRefusedError("no", needs_reason=needs_reason))
        told = remedy(_refused(reason, metadata.get("field", "")), command)
        assert told == ("the option is --against-advice" if needs_reason else "")
    reason, metadata = error_info(DispositionContradictionError("case:1", ["a", "b"]))
    told = remedy(_refused(reason, metadata["field"]), COMMANDS["tenprint case close"])
    assert told == "the option is --against-contradiction"


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prints")
    for position in (2, 7):
        (folder / f"{position:02}.png").write_bytes(print_png(SEED, position))
    return folder


@pytest.mark.parametrize(
    ("arguments", "reason", "words"),
    [
        (["submit", "--tcn", "REMEDY-00001", "--name", "lower case"], "INVALID_FIELD", "--name"),
        (["submit", "--tcn", "SHORT"], "INVALID_FIELD", "--tcn"),
        (["enrol", "--gallery", "nowhere"], "GALLERY_NOT_FOUND", "--gallery"),
        (["enrol", "--gallery", "ident", "--missing", "2:XX"], "MISSING_FINGER_SENT", "--missing"),
        (["submit", "--tcn", "REMEDY-00002", "--agency", "TX9990000"], "DELEGATION", "--acts-for"),
    ],
)
def test_a_service_s_refusal_names_the_option(
    arguments: list[str], reason: str, words: str, server: RunningServer, prints: Path
) -> None:
    where = ("--target", server.target, "--ori", AGENCY, "--role", "operator", "--role", "booking")
    done = _run(*arguments, *where, "--purpose", "arrest", "--ppi", "500", prints)
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()[-1:]
    assert reason in line
    assert words in line


def test_a_service_s_refusal_names_the_command(server: RunningServer) -> None:
    where = ("--target", server.target, "--ori", AGENCY)
    done = _run("booking", "show", "NOT-THERE-0001", *where)
    assert "`tenprint booking list`" in done.stderr
    done = _run("detainer", "show", "D-404", *where, "--role", "auditor")
    assert "`tenprint detainer list`" in done.stderr
    done = _run("booking", "list", *where, "--role", "nobody-s")
    assert done.returncode == 1
    assert "--role" in done.stderr


def test_a_deadline_that_passes_says_what_becomes_of_the_booking(
    server: RunningServer, tmp_path: Path
) -> None:
    """The same command again, with more time, gets the answer: nothing is lost or doubled."""
    transaction = booked()
    tcn = transaction.header.value(9)
    file = tmp_path / "card.eft"
    file.write_bytes(write(transaction))
    where = ("--target", server.target, "--ori", AGENCY)
    done = _run("submit", *where, "--timeout", "0.02", file)
    assert done.returncode == 1
    # Either side may see it first, and says so in its words.
    assert "DEADLINE_EXPIRED: " in done.stderr
    assert "--timeout" in done.stderr
    assert f"`tenprint watch {tcn}`" in done.stderr
    again = _run("submit", *where, "--watch", file)
    assert again.returncode == 0, again.stderr
    assert f"{tcn}: second response ready" in again.stdout
    assert "In short: " in again.stdout


def test_a_booking_that_was_stored_goes_on_without_its_caller(server: RunningServer) -> None:
    """Whoever does not wait for the answer finds it later."""
    transaction = booked()
    with Client(server.target, ori=AGENCY) as client:
        accepted = client.submit_transaction(write(transaction))
    time.sleep(1)
    done = _run("watch", "--target", server.target, "--ori", AGENCY, accepted.tcn)
    assert done.returncode == 0
    assert "In short: " in done.stdout


def test_what_carries_prints_has_more_time() -> None:
    for name in ("submit", "enrol", "identify", "verify", "extract", "booking show"):
        [option] = [one for one in COMMANDS[f"tenprint {name}"].params if one.name == "timeout_s"]
        assert isinstance(option, click.Option)
        assert option.default is None, "the client decides by the call"
        assert option.show_default == "300 for a call with prints, or else 60"
