"""The audit log: read and verify the log, keep its head."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tenprint.cli.shared import answered, connected, console, json_option, options, show, table_of
from tenprint.client import Client
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead, VerifyAuditLogResponse

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """Read and verify the audit log, in the role `auditor`."""


def _who(entry: AuditEntry) -> str:
    return " ".join(filter(None, (entry.actor_ori or "the service", entry.actor_id)))


@audit.command("list")
@click.option("--action", help="Only this action, such as `booking_viewed`.")
@click.option("--kind", "object_kind", help="Only objects of this kind, such as `case`.")
@click.option("--object", "object_id", help="Only this object.")
@click.option("--actor", "actor_ori", help="Only actions of this agency (ORI).")
@answered(
    table_of(
        {
            "entry": "sequence",
            "time": "append_time",
            "who": _who,
            "roles": "roles",
            "purpose": "purpose",
            "did": "action",
            "to": lambda one: f"{one.object_kind} {one.object_id}",
            "reason": "reason",
        },
        empty="no entries",
    )
)
def list_entries(client: Client, /, **filters: Any) -> Iterator[AuditEntry]:  # noqa: ANN401 - the client's arguments
    """List who saw and did what, oldest first; with --json one line for each.

    \b
    tenprint audit list --role auditor
    tenprint audit list --role auditor --kind booking --object BOOKING-0001 --json
    """
    return client.audit.entries(**filters)


@audit.command()
@click.option(
    "--head", "heads", multiple=True, help="A head that was kept, as `audit head` printed it."
)
@click.option(
    "--heads",
    "file",
    type=options.EXISTING_FILE,
    help="File of heads that were kept, one on a line.",
)
@json_option
@connected
def verify(client: Client, heads: tuple[str, ...], file: Path | None, as_json: bool) -> None:
    """Compute the whole chain again; exit status 1 if the chain is broken or lacks a head.

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
@answered(_print_head)
def head(client: Client) -> AuditHead:
    """Print the number and digest of the newest entry, to be kept outside the service.

    \b
    tenprint audit head --role auditor >> kept-heads.txt
    """
    return client.audit.head()


def _head(text: str) -> AuditHead:
    found = _HEAD.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is not NUMBER:DIGEST as `audit head` prints it")
    return AuditHead(sequence=int(found[1]), digest=bytes.fromhex(found[2]))
