"""The master key: the one secret that stays outside the data. It opens the keys of records.

FILE            a file of 32 bytes, or of the same as hexadecimal digits or Base64
env:NAME        an environment variable of hexadecimal digits or Base64
command:…       the output of a command, which runs without a shell
"""

import base64
import binascii
import os
import re
import shlex
import subprocess
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from database.errors import MasterKeyError

KEY_BYTES = 32
MASTER_ID_BYTES = 16
COMMAND_TIMEOUT_S = 30

_ENVIRONMENT = "env:"
_COMMAND = "command:"
_MOST_BYTES = 4_096
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]{64}")


@dataclass(frozen=True)
class MasterKey:
    """A master key; nothing prints its secret."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """Name the key in files that the key opens: a digest, from which nobody finds the key."""
        return blake2b(self.secret, digest_size=MASTER_ID_BYTES, person=b"tenprint-master").digest()


@dataclass(frozen=True)
class KeyPlace:
    """Where the keys of a database's records lie, and the master key that opens them."""

    path: Path
    master: MasterKey

    @classmethod
    def of(cls, path: Path, source: str) -> "KeyPlace | None":
        """Read the master key that a setting names; None for an empty setting.

        Raises MasterKeyError.
        """
        return cls(path, read_master_key(source)) if source else None


def read_master_key(source: str) -> MasterKey:
    """Read the key that a setting names. Raises MasterKeyError."""
    if source.startswith(_ENVIRONMENT):
        given = _from_environment(source.removeprefix(_ENVIRONMENT))
    elif source.startswith(_COMMAND):
        given = _from_command(source.removeprefix(_COMMAND))
    else:
        given = _from_file(Path(source))
    secret = _secret(given)
    if secret is None:
        raise MasterKeyError(
            f"master key {_shown(source)}: {len(given)} bytes are no key: expected "
            f"{KEY_BYTES} bytes, as they are or as 64 hexadecimal digits or as Base64"
        )
    return MasterKey(secret)


def make_master_key(path: Path) -> None:
    """Write a new key into a new file that its owner alone may read. Raises MasterKeyError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise MasterKeyError(
            f"master key {path}: the file cannot be made: {fault.strerror}"
        ) from fault
    with os.fdopen(descriptor, "w") as file:
        file.write(os.urandom(KEY_BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _shown(source: str) -> str:
    """Name a source without the arguments of a command, which may be secrets themselves."""
    return source.split(maxsplit=1)[0] if source.startswith(_COMMAND) else source


def _from_environment(name: str) -> bytes:
    if name not in os.environ:
        raise MasterKeyError(f"master key env:{name}: the environment has no {name}")
    return os.environ[name].encode()


def _from_command(command: str) -> bytes:
    shown = _shown(_COMMAND + command)
    try:
        done = subprocess.run(  # nosec B603 # the operator's own command, no shell
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_TIMEOUT_S,
            check=True,
        )
    except subprocess.CalledProcessError as fault:
        raise MasterKeyError(
            f"master key {shown}: the command ended with status {fault.returncode}"
        ) from None
    except subprocess.TimeoutExpired:
        raise MasterKeyError(
            f"master key {shown}: the command took more than {COMMAND_TIMEOUT_S} s"
        ) from None
    except (OSError, ValueError, IndexError):
        raise MasterKeyError(f"master key {shown}: the command cannot be run") from None
    return done.stdout


def _from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as fault:
        raise MasterKeyError(
            f"master key {path}: the file cannot be read: {fault.strerror}"
        ) from fault


def _secret(given: bytes) -> bytes | None:
    if len(given) == KEY_BYTES:
        return given
    text = given.strip()
    if _HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text.decode())
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return secret if len(secret) == KEY_BYTES else None
