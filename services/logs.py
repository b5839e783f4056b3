"""Structured logs without biometric and biographic data: JSON lines, or columns on a terminal."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

from matcher.errors import TenprintError

_CHAIN_LENGTH = 8
"""Of the errors behind an error, so many are shown."""


def configure_logs(level: str, log_format: str) -> None:
    """Send our log and the `logging` of libraries to standard error."""
    console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    written = _Spared(sys.stderr)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, *_rendering(console)],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, written)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(written)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(console),
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _Spared:
    """A stream that loses what cannot be written: a full disk stops no work, only its log."""

    def __init__(self, to: TextIO) -> None:
        self._to = to

    def write(self, text: str) -> int:
        """Write, or lose the text."""
        with suppress(OSError):
            self._to.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, if anybody takes it."""
        with suppress(OSError):
            self._to.flush()


def _rendering(console: bool) -> list[Any]:
    if console:
        return [structlog.dev.ConsoleRenderer(exception_formatter=_write_traceback)]
    return [
        structlog.processors.ExceptionRenderer(_traceback),
        structlog.processors.JSONRenderer(),
    ]


def _write_traceback(to: TextIO, exc_info: Any) -> None:  # noqa: ANN401 - as structlog has it
    to.write("\n" + _traceback(exc_info))


def _traceback(exc_info: Any) -> str:  # noqa: ANN401 - as structlog has it
    """Write where an error and the errors behind it arose, without what callers sent.

    Local variables would show prints. Messages of foreign errors would show names: a database
    names the value that it does not take, and a parser the text that it cannot read.
    """
    error: BaseException = exc_info[1]
    told = []
    for one in _chain(error):
        lines = "".join(traceback.format_tb(one.__traceback__))
        told.append(f"Traceback (most recent call last):\n{lines}{_words(one)}\n")
    return "\nwhich arose from:\n\n".join(told).rstrip("\n")


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_CHAIN_LENGTH):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _words(error: BaseException) -> str:
    """Name an error; its message only if the message is ours or the operating system's."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name}: {error}" if isinstance(error, TenprintError | OSError) else name
