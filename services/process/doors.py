"""The doors of a server: how callers prove who they are, and how the server proves itself."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import grpc

from database.caller import Caller
from database.connection import Database
from interop.audit import Action, audit_log
from interop.clock import Clock, system_clock
from services.access import Gate, KeyFolder, Proving, Record, believed
from services.errors import SettingError
from services.process.lesc_client import Door, Options, unlocked
from services.wire import Deadline, Pool


class DoorSettings(Protocol):
    """The settings of the doors, which server and stub share."""

    @property
    def keys(self) -> Path | None:
        """The folder of keys; None: no TLS."""

    @property
    def host(self) -> str:
        """The address to listen on."""

    @property
    def insecure_loopback(self) -> bool:
        """Whether callers are believed."""


@dataclass(frozen=True)
class Doors:
    """What a server needs to know its callers and to call others."""

    gate: Gate
    outward: Door
    words: str = ""
    """What the line that says "ready" adds."""
    folder: KeyFolder | None = None
    """None: no TLS."""

    def credentials(self, *, of_clients: bool) -> grpc.ServerCredentials | None:
        """Listen with TLS if there are keys. of_clients: clients need certificates too."""
        if self.folder is None:
            return None
        return self.folder.server_credentials(of_clients=of_clients)


def open_doors(settings: DoorSettings, name: str) -> Doors:
    """Choose the doors. Raises SettingError if nothing says who callers are.

    name: of our certificate in the folder of keys.
    """
    if settings.keys is not None:
        if settings.insecure_loopback:
            raise SettingError("--keys proves callers, --insecure-loopback believes them: give one")
        folder = KeyFolder(settings.keys, name)
        return Doors(Gate(Proving(folder)), partial(_locked, folder), folder=folder)
    if not settings.insecure_loopback:
        raise SettingError(
            "nothing proves who callers are: give --keys FOLDER (`tenprint keys init FOLDER` makes "
            "one), or --insecure-loopback to believe callers on this machine what they say"
        )
    if not is_loopback(settings.host):
        raise SettingError(
            f"--insecure-loopback believes every caller, and --host {settings.host} is not a "
            "loopback address"
        )
    words = "; INSECURE: callers on this machine are believed what they say of themselves"
    return Doors(Gate(believed), unlocked, words)


def flags(settings: DoorSettings) -> Sequence[str]:
    """Write the settings of the doors as flags of the stub."""
    if settings.keys is not None:
        return ["--keys", str(settings.keys.resolve())]
    return ["--insecure-loopback"] if settings.insecure_loopback else []


def _locked(folder: KeyFolder, address: str, options: Options) -> grpc.Channel:
    """Open a channel with TLS, and prove ourselves by our certificate."""
    return grpc.secure_channel(address, folder.now().client(), options=options)


def is_unspecified(host: str) -> bool:
    """Tell whether an address means every address of this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def recorder(database: Database, store: Pool, clock: Clock = system_clock) -> Record:
    """Append what callers see to the audit log, on a thread of the store."""

    async def record(caller: Caller, action: Action, ids: list[str], actor: str) -> None:
        seen = partial(
            audit_log.record_seen, database, caller, action, ids, clock(), actor_id=actor
        )
        # What was done already must be logged: it waits for a thread, and nothing refuses it.
        await store.run(seen, Deadline(None))

    return record
