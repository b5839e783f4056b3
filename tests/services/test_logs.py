"""What the log must not show."""

import logging
import os
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from matcher.errors import TenprintError
from services import logs


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    yield
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_local_variables(
    log_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure_logs("info", log_format)
    try:
        fail_with_a_print()
    except ValueError:
        structlog.get_logger("test").exception("extraction_failed")
    assert "fail_with_a_print" in written.getvalue()
    assert "ridges" not in written.getvalue()


def fail_with_a_print() -> None:
    image = "ridg" + "es"
    raise ValueError(len(image))


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_message_of_a_foreign_error(
    log_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database says which value it does not take, and `int` which text is no number."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure_logs("info", log_format)
    name = "MUST" + "ERMANN"
    try:
        try:
            int(name)
        except ValueError as error:
            raise TenprintError("the register cannot be read") from error
    except TenprintError:
        structlog.get_logger("test").exception("fault")
    logging.getLogger("library").error("failed", exc_info=KeyError(name))
    shown = written.getvalue()
    assert "the register cannot be read" in shown
    assert "builtins.ValueError" in shown
    assert "builtins.KeyError" in shown
    assert name not in shown


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_log_that_cannot_be_written_stops_no_work(
    log_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        logs.configure_logs("info", log_format)
        structlog.get_logger("test").info("booking_received")
        logging.getLogger("test").warning("a library says something")
        monkeypatch.undo()
        # Closing would try once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
