"""Sessions: who is signed in at which browser. In memory alone, so they end with the process."""

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from console.gateway import Credentials, Failure
from console.people import Listed

MAX_SESSIONS = 10_000
_TOKEN_BYTES = 32
_MAX_REFUSALS = 4
"""Pages of one session that wait to show what was refused; each is shown at once."""
_MAX_GIVEN = 256 * 1024
"""Characters of a form that are kept for its page; what is longer the service refuses anyway."""


@dataclass(frozen=True)
class Refusal:
    """What the next page at an address shows, once: what failed, and what was filled in."""

    failure: Failure
    given: Mapping[str, str]


@dataclass
class Session:
    """One person at one browser."""

    person: Listed
    credentials: Credentials
    end_s: float
    """When the session ends, whatever happens, by the clock of the sessions."""
    last_s: float
    is_provided: bool = False
    """Whether a provider of identities has named the person, and not the list of people."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(_TOKEN_BYTES))
    """What every form of the session carries, and no form of another session."""
    notes: list[str] = field(default_factory=list)
    """What the next page tells."""
    kept: dict[str, object] = field(default_factory=dict)
    """What a screen keeps from page to page, by the screen's path; lost with the session."""
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """By the path of the page that shows it."""

    def refuse(self, path: str, failure: Failure, given: Mapping[str, str]) -> None:
        """Keep what failed, and what was filled in, for the next page at a path."""
        size = sum(len(name) + len(value) for name, value in given.items())
        self.refusals.pop(path, None)
        while len(self.refusals) >= _MAX_REFUSALS:
            del self.refusals[next(iter(self.refusals))]
        self.refusals[path] = Refusal(failure, given if size <= _MAX_GIVEN else {})


class Sessions:
    """All sessions of a console. Used from one event loop."""

    def __init__(
        self, idle_s: float, life_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Remember how long sessions last: without a request, and whatever happens."""
        self._idle_s, self.life_s, self._clock = idle_s, life_s, clock
        self._open: dict[bytes, Session] = {}

    def begin(
        self, person: Listed, credentials: Credentials, provided_s: float | None = None
    ) -> str:
        """Begin a session. Returns the token of its cookie, which is kept nowhere else.

        provided_s: how long the token of a provider of identities lasts; None: no provider's.
        """
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock()
        self._forget_ended(now)
        if len(self._open) >= MAX_SESSIONS:
            del self._open[next(iter(self._open))]
        life_s = self.life_s if provided_s is None else min(self.life_s, provided_s)
        is_provided = provided_s is not None
        self._open[_digest(token)] = Session(person, credentials, now + life_s, now, is_provided)
        return token

    def find(self, token: str) -> Session | None:
        """Find the session of a cookie, if it lasts, and count the request."""
        key, now = _digest(token), self._clock()
        found = self._open.get(key)
        if found is None:
            return None
        if self._is_over(found, now):
            del self._open[key]
            return None
        found.last_s = now
        return found

    def lasts(self, one: Session) -> bool:
        """Tell whether a session lasts, for an answer that goes on; counts no request."""
        is_open = any(held is one for held in self._open.values())
        return is_open and not self._is_over(one, self._clock())

    def end(self, token: str) -> None:
        """End a session."""
        self._open.pop(_digest(token), None)

    def _is_over(self, one: Session, now: float) -> bool:
        return now >= one.end_s or now >= one.last_s + self._idle_s

    def _forget_ended(self, now: float) -> None:
        for key in [key for key, one in self._open.items() if self._is_over(one, now)]:
            del self._open[key]


def _digest(token: str) -> bytes:
    """Name a session by what no copy of the table gives away."""
    return hashlib.sha256(token.encode()).digest()
