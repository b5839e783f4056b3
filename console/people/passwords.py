"""Passwords, as argon2id hashes by the second choice of RFC 9106, and guesses slowed down."""

import threading
import time

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH, MAX_LENGTH = 12, 128
"""NIST SP 800-63B asks for 8 at least; nothing is required of the characters."""
FREE_FAILURES = 5
"""Failures that cost nothing: people mistype."""
_FIRST_PAUSE_S, _MAX_PAUSE_S = 2.0, 300.0
_MAX_NAMES = 10_000

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")
"""Unknown names cost the same time as known names."""
_places = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB: two at a time."""


def hash_password(password: str) -> str:
    """Hash a password. Raises ValueError for a password that is too short or too long."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise ValueError(f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters")
    return _hasher.hash(password)


def is_right(stored: str, password: str) -> bool:
    """Compare. An empty hash, of somebody without a password, is never right."""
    with _places:
        try:
            return _hasher.verify(stored or _NOBODY, password[: MAX_LENGTH + 1]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


class Guesses:
    """How often a name was tried in vain. Safe for threads. Lost with the process."""

    def __init__(self) -> None:
        self._failures: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def pause_s(self, name: str) -> float:
        """Say how long a name has to wait before the next try; 0: it may try now."""
        with self._lock:
            count, last_s = self._failures.get(name, (0, 0.0))
        if count < FREE_FAILURES:
            return 0.0
        pause_s = min(_FIRST_PAUSE_S * 2.0 ** min(count - FREE_FAILURES, 10), _MAX_PAUSE_S)
        return max(0.0, last_s + pause_s - time.monotonic())

    def failed(self, name: str) -> None:
        """Count a failure."""
        with self._lock:
            count, _ = self._failures.pop(name, (0, 0.0))
            self._failures[name] = count + 1, time.monotonic()
            if len(self._failures) > _MAX_NAMES:
                del self._failures[next(iter(self._failures))]

    def succeeded(self, name: str) -> None:
        """Forget the failures of a name."""
        with self._lock:
            self._failures.pop(name, None)
