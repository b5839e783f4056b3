"""The audit log: read it, verify it, keep its head."""

import re
import sys
from pathlib import Path

import click
from rich.table import Table

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """Read and verify the audit log; in the role `auditor`."""


@audit.command("list")
@click.option("--action", default="", help="Only this action, such as `booking_viewed`.")
@click.option("--kind", default="", help="Only objects of this kind, such as `case`.")
@click.option("--object", "object_id", default="", help="Only this object.")
@click.option("--actor", default="", help="Only what this agency (ORI) did.")
@json_option
@connected
def list_entries(
    connection: Connection, action: str, kind: str, object_id: str, actor: str, as_json: bool
) -> None:
    """List who saw and did what, oldest first; with --json one line for each.

    \b
    tenprint audit list --role auditor
    tenprint audit list --role auditor --kind booking --object BOOKING-0001 --json
    """
    table = Table("entry")
    for heading in ("time", "who", "roles", "purpose", "did", "to", "reason"):
        table.add_column(heading, overflow="fold")
    with connection.open() as client:
        for entry in client.audit.entries(
            action=action, object_kind=kind, object_id=object_id, actor_ori=actor
        ):
            if as_json:
                print_json(entry, indent=None)
            else:
                table.add_row(*_cells(entry))
    if not as_json:
        console.print(table if table.row_count else "no entries")


@audit.command()
@click.option(
    "--head", "heads", multiple=True, help="A head that was kept, as `audit head` printed it."
)
@click.option(
    "--heads",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of such heads, one a line.",
)
@json_option
@connected
def verify(
    connection: Connection, heads: tuple[str, ...], file: Path | None, as_json: bool
) -> None:
    """Compute the whole chain again; exit status 1 where it is broken or a head is missing.

    \b
    tenprint audit verify --role auditor --heads kept-heads.txt
    """
    kept = [*heads, *(file.read_text().split() if file else ())]
    with connection.open() as client:
        found = client.audit.verify(map(_head, kept))
    if as_json:
        print_json(found)
    elif found.intact:
        console.print(f"intact: {found.head.sequence} entries, {len(kept)} kept heads found")
    else:
        console.print(f"broken from entry {found.first_broken_sequence} on")
    if not found.intact:
        sys.exit(1)


@audit.command()
@json_option
@connected
def head(connection: Connection, as_json: bool) -> None:
    """Print the newest entry's number and digest: keep it where nobody of the service can write.

    \b
    tenprint audit head --role auditor >> kept-heads.txt
    """
    with connection.open() as client:
        found = client.audit.head()
    if as_json:
        print_json(found)
    else:
        click.echo(f"{found.sequence}:{found.digest.hex()}")


def _head(text: str) -> AuditHead:
    found = _HEAD.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is not NUMBER:DIGEST as `audit head` prints it")
    return AuditHead(sequence=int(found[1]), digest=bytes.fromhex(found[2]))


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    return (
        str(entry.sequence),
        entry.append_time.ToDatetime().isoformat(timespec="seconds") + "Z",
        " ".join(filter(None, (entry.actor_ori or "the service", entry.actor_id))),
        " ".join(entry.roles),
        entry.purpose,
        entry.action,
        f"{entry.object_kind} {entry.object_id}",
        entry.reason,
    )
