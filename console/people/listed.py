"""The list of people who may sign in, in one file of the data folder.

The file holds what a person proves and who the service takes the person for: a hash of the
password (argon2id), or the subject at the provider of identities.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.navigation import ROLES, Screen, purpose_of, screens_of
from interop import fields
from services.errors import SettingError

_PRIVATE = 0o600
_MAX_NAME_LENGTH = 64
_FORM = 1


@dataclass(frozen=True)
class Listed:
    """A person on the list."""

    name: str
    """By which the person signs in, in lower case."""
    ori: str
    roles: tuple[str, ...]
    person: str
    """The opaque id under which the service logs the person."""
    purpose: str
    zone: str = "UTC"
    """The time zone of the agency."""
    password_hash: str = ""
    subject: str = ""
    """Who the person is at the provider of identities."""

    @property
    def screens(self) -> list[Screen]:
        """List the screens that the person sees: those of the roles."""
        return screens_of(self.roles)


def checked(one: Listed) -> Listed:
    """Check a person. Raises SettingError, which names the field and its rule."""
    if not (0 < len(one.name) <= _MAX_NAME_LENGTH and one.name.isprintable()):
        raise SettingError(f"name: 1 to {_MAX_NAME_LENGTH} printable characters")
    if not fields.ORI.allows(one.ori):
        raise SettingError(f"ori: {fields.ORI.fault(one.ori)}")
    if not fields.ID.allows(one.person):
        raise SettingError(f"person: {fields.ID.fault(one.person)}")
    unknown = set(one.roles) - ROLES
    if unknown or not one.roles:
        raise SettingError(f"role: {sorted(unknown)}: use one of {', '.join(sorted(ROLES))}")
    try:
        ZoneInfo(one.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(f"zone: {one.zone!r} is no time zone") from error
    return replace(one, name=one.name.lower(), purpose=one.purpose or purpose_of(one.roles))


def read(path: Path) -> dict[str, Listed]:
    """Read the list, by name; empty without a file. Raises SettingError."""
    try:
        content = json.loads(path.read_text())
        if content["form"] != _FORM:
            raise SettingError(f"{path} has the form {content['form']}, which is newer than this")
        people = (
            checked(Listed(**{**one, "roles": tuple(one["roles"])})) for one in content["people"]
        )
        return {one.name: one for one in people}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{path} is no list of people: {error}") from error


class People:
    """The list as it is now, read anew when the file changes. Safe for threads."""

    def __init__(self, path: Path) -> None:
        """Remember where the list lies. Nothing is read yet."""
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._listed: dict[str, Listed] = {}

    def now(self) -> dict[str, Listed]:
        """Give the list, by name; empty without a file. Raises SettingError."""
        try:
            state = self._path.stat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        except FileNotFoundError:
            stamp = None
        if stamp != self._stamp:
            self._listed, self._stamp = read(self._path) if stamp else {}, stamp
        return self._listed


def put(path: Path, one: Listed) -> None:
    """Add a person, or replace the person of that name. Raises SettingError."""
    given = checked(one)
    listed = read(path)
    if given.subject and any(
        other.subject == given.subject and other.name != given.name for other in listed.values()
    ):
        raise SettingError(f"subject: {given.subject} is somebody else's")
    _write(path, {**listed, given.name: given}.values())


def remove(path: Path, name: str) -> None:
    """Remove a person. Raises SettingError if the list has no such name."""
    listed = read(path)
    if name.lower() not in listed:
        raise SettingError(f"{path} has nobody of the name {name}")
    _write(path, [one for one in listed.values() if one.name != name.lower()])


def _write(path: Path, people: Iterable[Listed]) -> None:
    """Replace the file in one step. Only its owner can read it."""
    text = json.dumps({"form": _FORM, "people": [asdict(one) for one in people]}, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        os.fchmod(draft.fileno(), _PRIVATE)
        draft.write(text + "\n")
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(path)
