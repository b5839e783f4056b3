"""The audit log: read and verify the log, keep its head."""

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tenprint.cli.shared import (
    answered,
    connected,
    console,
    options,
    prints_json,
    show,
    table_of,
)
from tenprint.client import Client
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead, VerifyAuditLogResponse
from tenprint.v1.report_service_pb2 import SampleCasesResponse, SampleRate

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """Read and verify the audit log, in the role `auditor`."""


def actor_words(entry: AuditEntry) -> str:
    """Say who did what an entry tells: the agency, and the person if known."""
    return " ".join(filter(None, (entry.actor_ori or "the service", entry.actor_id)))


@audit.command("list")
@click.option("--action", help="Only this action, such as `booking_viewed`.")
@click.option("--kind", "object_kind", help="Only objects of this kind, such as `case`.")
@click.option("--object", "object_id", help="Only this object.")
@click.option("--actor", "actor_ori", help="Only actions of this agency (ORI).")
@click.option("--by", "actor_id", help="Only actions of this person within an agency.")
@click.option("--person", "person_id", help="Only about the person of this identity, TCN or case.")
@click.option("--from", "appended_from", type=click.DateTime(), help="Only from this time on, UTC.")
@click.option("--before", "appended_before", type=click.DateTime(), help="Only before this, UTC.")
@answered(
    table_of(
        {
            "entry": "sequence",
            "time": "append_time",
            "who": actor_words,
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
    tenprint audit list --role auditor --person case:BOOKING-0001 --from 2011-08-01
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
@prints_json(VerifyAuditLogResponse)
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


def _rate_words(rate: SampleRate) -> str:
    return f"{rate.share:.1%} ({rate.low:.1%} to {rate.high:.1%})"


_print_rows = table_of(
    {
        "row": "row",
        "cases": lambda one: str(one.rate.count),
        "share of the sample": lambda one: _rate_words(one.rate),
    },
    empty="no cases",
)


def _print_sample(found: SampleCasesResponse) -> None:
    _print_rows(found.rows)
    assessed, consistent, violations = found.assessed, found.consistent, found.violations
    console.print(f"{assessed.total:,} of {found.population_count:,} cases drawn")
    console.print(f"assessed: {assessed.count} of {assessed.total}, {_rate_words(assessed)}")
    console.print(
        f"consistent: {consistent.count} of {consistent.total}, {_rate_words(consistent)}"
    )
    console.print(f"incomplete against the policy of the day: {violations.count}")


@audit.command()
@click.option("--n", "case_count", type=click.IntRange(1, 10_000), default=766, help="Cases.")
@click.option("--seed", type=int, default=1, help="The same seed draws the same cases.")
@click.option("--from", "first", type=options.DAY, default="2010-10-01", help="First day.")
@click.option("--to", "last", type=options.DAY, default="2011-09-30", help="Last day.")
@answered(_print_sample)
def sample(
    client: Client, case_count: int, seed: int, first: datetime, last: datetime
) -> SampleCasesResponse:
    """Draw a random sample of cases and classify it from the records, with intervals.

    Without a period the sample is of fiscal year 2011, as the audit's.

    \b
    tenprint audit sample --role auditor --n 766 --seed 1
    """
    return client.reports.sample(first, last, case_count=case_count, seed=seed)


def _head(text: str) -> AuditHead:
    found = _HEAD.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is not NUMBER:DIGEST as `audit head` prints it")
    return AuditHead(sequence=int(found[1]), digest=bytes.fromhex(found[2]))
