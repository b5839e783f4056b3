"""The audit log: read it, verify it, keep its head."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tenprint.cli.shared import connected, console, json_option, show, shown, table_of, time_words
from tenprint.client import Client
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead, VerifyAuditLogResponse

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """Read and verify the audit log; in the role `auditor`."""


def _row(entry: AuditEntry) -> tuple[str, ...]:
    return (
        str(entry.sequence),
        time_words(entry.append_time),
        " ".join(filter(None, (entry.actor_ori or "the service", entry.actor_id))),
        " ".join(entry.roles),
        entry.purpose,
        entry.action,
        f"{entry.object_kind} {entry.object_id}",
        entry.reason,
    )


@audit.command("list")
@click.option("--action", default="", help="Only this action, such as `booking_viewed`.")
@click.option("--kind", default="", help="Only objects of this kind, such as `case`.")
@click.option("--object", "object_id", default="", help="Only this object.")
@click.option("--actor", default="", help="Only what this agency (ORI) did.")
@connected
@shown(
    table_of(
        *("entry", "time", "who", "roles", "purpose", "did", "to", "reason"),
        row=_row,
        empty="no entries",
    )
)
def list_entries(
    client: Client, action: str, kind: str, object_id: str, actor: str
) -> Iterator[AuditEntry]:
    """List who saw and did what, oldest first; with --json one line for each.

    \b
    tenprint audit list --role auditor
    tenprint audit list --role auditor --kind booking --object BOOKING-0001 --json
    """
    return client.audit.entries(
        action=action, object_kind=kind, object_id=object_id, actor_ori=actor
    )


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
def verify(client: Client, heads: tuple[str, ...], file: Path | None, as_json: bool) -> None:
    """Compute the whole chain again; exit status 1 where it is broken or a head is missing.

    \b
    tenprint audit verify --role auditor --heads kept-heads.txt
    """
    kept = [*heads, *(file.read_text().split() if file else ())]

    def tell(found: VerifyAuditLogResponse) -> None:
        if found.intact:
            console.print(f"intact: {found.head.sequence} entries, {len(kept)} kept heads found")
        else:
            console.print(f"broken from entry {found.first_broken_sequence} on")

    found = client.audit.verify(map(_head, kept))
    show(found, tell, as_json=as_json)
    if not found.intact:
        sys.exit(1)


def _print_head(found: AuditHead) -> None:
    click.echo(f"{found.sequence}:{found.digest.hex()}")


@audit.command()
@connected
@shown(_print_head)
def head(client: Client) -> AuditHead:
    """Print the newest entry's number and digest: keep it where nobody of the service can write.

    \b
    tenprint audit head --role auditor >> kept-heads.txt
    """
    return client.audit.head()


def _head(text: str) -> AuditHead:
    found = _HEAD.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is not NUMBER:DIGEST as `audit head` prints it")
    return AuditHead(sequence=int(found[1]), digest=bytes.fromhex(found[2]))
