"""Make the keys, certificates and tokens of a development installation."""

from datetime import timedelta
from pathlib import Path
from typing import TypedDict

import click

from tenprint.cli.shared import console, options, server_packages, shown

_KEYS = click.argument("keys", type=options.FOLDER)
_ori = click.option("--ori", required=True, help="ORI of the agency, 9 characters.")
_roles = click.option("--role", "roles", multiple=True, required=True, help="Role; repeatable.")
_acts_for = click.option(
    "--acts-for", multiple=True, help="ORI in whose name the caller submits; repeatable."
)
_out = click.option(
    "--out", type=options.FOLDER, required=True, help="Folder for the new credentials."
)
_hosts = options.defaulted(
    "--host",
    "hosts",
    multiple=True,
    default=("localhost", "127.0.0.1"),
    help="Name or address by which clients reach the server; repeatable.",
)
_days = options.defaulted(
    "--days", type=click.FloatRange(min=0, min_open=True), default=365.0, help="Days of validity."
)


class KeysFolder(TypedDict):
    """What `keys init`, `keys renew` and `keys revoke` print with --json."""

    folder: str
    """The folder of keys that changed."""


class IssuedCredential(TypedDict):
    """What `keys machine` and `keys token` print with --json."""

    id: str
    """Serial number of a certificate, or id of a token, by which it is revoked."""
    folder: str


def _tell_made(made: KeysFolder) -> None:
    console.print(
        f"made an authority in {made['folder']}; keep ca.key and tokens.key from everybody"
    )


def _tell_changed(changed: KeysFolder) -> None:
    console.print(f"changed {changed['folder']}; a service reads the change without a restart")


def _tell_certificate(issued: IssuedCredential) -> None:
    console.print(f"certificate {issued['id']} in {issued['folder']}")


def _tell_token(issued: IssuedCredential) -> None:
    console.print(f"token {issued['id']} in {issued['folder']}")


@click.group()
def keys() -> None:
    """Make and revoke credentials. KEYS is the folder that `tenprint serve --keys` reads.

    The authority is for development: its private key lies in KEYS. docs/security.md says what an
    authority of your own has to sign.
    """


@keys.command()
@_KEYS
@_hosts
@_days
@shown(_tell_made)
def init(keys: Path, hosts: tuple[str, ...], days: float) -> KeysFolder:
    """Make an authority and the certificates of the service and of the LESC's stub.

    \b
    tenprint keys init keys/
    tenprint serve --keys keys/
    """
    if (keys / "ca.key").exists():
        raise click.ClickException(f"{keys} has an authority already: `renew` keeps the authority")
    with server_packages():
        from services.access import issuing

        issuing.make_folder(keys, hosts, days)
    return KeysFolder(folder=str(keys))


@keys.command()
@_KEYS
@click.argument("system", type=click.Choice(["server", "lesc"]))
@_hosts
@_days
@shown(_tell_changed)
def renew(keys: Path, system: str, hosts: tuple[str, ...], days: float) -> KeysFolder:
    """Replace the certificate of a server, which goes on without a restart.

    \b
    tenprint keys renew keys/ server
    """
    with server_packages():
        from services.access import issuing

        issuing.renew_server(keys, system, hosts, days)
    return KeysFolder(folder=str(keys))


@keys.command()
@_KEYS
@_ori
@_roles
@_acts_for
@_days
@_out
@shown(_tell_certificate)
def machine(
    keys: Path,
    ori: str,
    roles: tuple[str, ...],
    acts_for: tuple[str, ...],
    days: float,
    out: Path,
) -> IssuedCredential:
    """Sign a certificate for a machine, such as an agency's booking system.

    \b
    tenprint keys machine keys/ --ori WVNGI0000 --role law_enforcement --out jail/
    tenprint submit --credentials jail/ --target 127.0.0.1:50052 ...
    """
    with server_packages():
        from database.caller import Caller
        from services.access import issuing

        caller = Caller(ori, frozenset(roles), acts_for=frozenset(acts_for))
        serial = issuing.machine(keys, out, issuing.checked(caller), days)
    return IssuedCredential(id=str(serial), folder=str(out))


@keys.command()
@_KEYS
@_ori
@_roles
@_acts_for
@click.option("--person", required=True, help="Opaque id of the person.")
@options.defaulted(
    "--hours", type=click.FloatRange(0, 12, min_open=True), default=8.0, help="Hours of validity."
)
@_out
@shown(_tell_token)
def token(
    keys: Path,
    ori: str,
    roles: tuple[str, ...],
    acts_for: tuple[str, ...],
    person: str,
    hours: float,
    out: Path,
) -> IssuedCredential:
    """Sign a token for a person, for at most 12 hours.

    \b
    tenprint keys token keys/ --ori DCDHS0001 --role examiner --person ex-17 --out ex-17/
    tenprint review next --credentials ex-17/ --examiner ex-17 --out item/
    """
    with server_packages():
        from database.caller import Caller
        from services.access import issuing

        caller = Caller(ori, frozenset(roles), person=person, acts_for=frozenset(acts_for))
        sound = issuing.checked(caller, of_person=True)
        token_id = issuing.token(keys, out, sound, timedelta(hours=hours))
    return IssuedCredential(id=str(token_id), folder=str(out))


@keys.command()
@_KEYS
@click.argument("name")
@shown(_tell_changed)
def revoke(keys: Path, name: str) -> KeysFolder:
    """Refuse a certificate, by its serial number, or a token, by its id, from now on.

    \b
    tenprint keys revoke keys/ 5f2a91c0
    """
    with server_packages():
        from services.access import issuing

        issuing.revoke(keys, name)
    return KeysFolder(folder=str(keys))
