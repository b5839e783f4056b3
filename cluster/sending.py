"""Questions to other processes: what an error of the line, or the absence of an answer, means."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


def sent(ask: "Callable[[Q], Future[A]]", question: Q) -> "Future[A]":
    """Send a question; whoever cannot even be asked is lost, as the future's error says."""
    try:
        return ask(question)
    except Exception as error:
        # Whatever the line raises means the same: there will be no answer.
        lost: Future[A] = Future()
        lost.set_exception(error)
        return lost


def why_none(future: "Future[A]") -> str:
    """Say why there is no answer; "" if there is one."""
    if not future.done():
        return "it does not answer"
    if error := future.exception():
        first_line = (str(error).splitlines() or [""])[0]
        return f"{type(error).__name__}: {first_line}"
    return ""
