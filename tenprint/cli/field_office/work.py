"""The work of officers: the list, tasks, transfers and escalations."""

from collections.abc import Iterator
from typing import Any

import click

from tenprint.cli.field_office.output import advice_words
from tenprint.cli.shared import EnumChoice, answered, options, output, table_of
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.v1.case_service_pb2 import CASE_STATE_WITHDRAWN
from tenprint.v1.work_service_pb2 import (
    TRANSFER_STATE_ACCEPTED,
    TRANSFER_STATE_RETURNED,
    Escalation,
    ReassignReason,
    Transfer,
    TransferState,
    WorkItem,
)

_minutes = click.option(
    "--minutes",
    "lease_minutes",
    type=click.IntRange(1, 720),
    default=60,
    show_default=True,
    help="Minutes for which nobody else gets the task.",
)
_case = click.argument("case_id")


@click.group()
def officer() -> None:
    """Take and move the work of field offices: by the ORI of an office (`--ori ICEHOU000`)."""


def _rank(item: WorkItem) -> str:
    return " ".join(
        filter(
            None,
            (
                "withdrawn" if item.state == CASE_STATE_WITHDRAWN else "",
                "claim" if item.claim_open else "",
                f"priority {item.priority}" if item.priority else "-",
                f"level {item.level}" if item.level else "",
            ),
        )
    )


def _moves(item: WorkItem) -> str:
    to = f"to {item.to_office}" if item.transfer_id else ""
    due = output.time_words(item.escalation_deadline, "minutes")
    before = f"supervisors of {item.queue} until {due}" if item.escalation_id else ""
    return ", ".join(filter(None, (to, before)))


_print_work = table_of(
    {
        "case": "case_id",
        "rank": _rank,
        "advice": advice_words,
        "office": lambda one: one.alerted_to or one.office,
        "since": lambda one: output.time_words(one.since, "minutes"),
        "hold ends": lambda one: output.time_words(one.hold_end, "minutes"),
        "held by": "officer",
        "until": lambda one: output.time_words(one.lease_end, "minutes"),
        "moves": _moves,
    },
    empty="no work",
)
_print_transfers = table_of(
    {
        "transfer": "transfer_id",
        "case": "case_id",
        "from": "from_office",
        "to": "to_office",
        "because": "reason",
        "state": lambda one: enum_name(TransferState, one.state),
        "answer": "answer_reason",
    },
    empty="no transfers",
)
_print_escalations = table_of(
    {
        "escalation": "escalation_id",
        "case": "case_id",
        "supervisors of": "queue",
        "because": "reason",
        "until": lambda one: output.time_words(one.deadline, "minutes"),
        "decided": "resolution",
    },
    empty="no escalations",
)


@officer.command()
@click.option("--office", default="", help="Only work of this office, or alerted there.")
@click.option("--held-by", default="", help="Only tasks that this officer holds.")
@click.option("--free", "free_only", is_flag=True, help="Only tasks that nobody holds.")
@click.option("--priority", type=click.IntRange(1, 3), default=None, help="Only this priority.")
@click.option("--queue", default="", help="Only cases before the supervisors of this office.")
@click.option("--own", "own_office", is_flag=True, help="Only work of the caller's office.")
@click.option("--escalated", "escalated_only", is_flag=True, help="Only cases before supervisors.")
@answered(_print_work)
def work(client: Client, /, **filters: Any) -> Iterator[WorkItem]:  # noqa: ANN401 - the filters
    """List tasks in the order in which to work on them; with --json one line for each.

    \b
    tenprint officer work --role field_office --office houston --free
    """
    return client.work.list(**filters | {"priority": filters["priority"] or 0})


@officer.command()
@options.officer
@_minutes
@_case
@answered(_print_work)
def take(client: Client, officer: str, lease_minutes: int, case_id: str) -> WorkItem:
    """Take a task for some time, or get more time for a task in hand.

    \b
    tenprint officer take --ori ICEHOU000 --role field_office --officer A7 case:BOOKING-0001
    """
    return client.work.take(case_id, officer, lease_minutes=lease_minutes)


@officer.command()
@options.officer
@_case
@answered(_print_work)
def release(client: Client, officer: str, case_id: str) -> WorkItem:
    """Give a task back before its time.

    \b
    tenprint officer release --ori ICEHOU000 --role field_office --officer A7 case:BOOKING-0001
    """
    return client.work.release(case_id, officer)


@officer.command()
@options.officer
@click.option("--to", "to_officer", required=True, help="The officer who gets the task.")
@click.option("--reason", type=EnumChoice(ReassignReason), required=True, help="Reason.")
@_minutes
@_case
@answered(_print_work)
def reassign(client: Client, /, **stated: Any) -> WorkItem:  # noqa: ANN401 - the client's arguments
    """Give a task to another officer, in the role `supervisor`.

    \b
    tenprint officer reassign --role supervisor --officer S1 --to A8 --reason absent \\
        case:BOOKING-0001
    """
    return client.work.reassign(**stated)


@officer.command()
@options.officer
@options.identifier("transfer_id", default="")
@click.option("--to", "to_office", required=True, help="The office that is to take the case.")
@click.option("--reason", required=True, help="Reason.")
@_case
@answered(_print_transfers)
def transfer(client: Client, /, **stated: Any) -> Transfer:  # noqa: ANN401 - the client's arguments
    """Ask another office to take a case; until it accepts, the case stays where it is.

    \b
    tenprint officer transfer --ori ICEHOU000 --role field_office --officer A7 --to miami \\
        --reason "moved to a jail there" case:BOOKING-0001
    """
    return client.work.transfer(**stated)


@officer.command()
@options.officer
@click.argument("transfer_id")
@answered(_print_transfers)
def accept(client: Client, officer: str, transfer_id: str) -> Transfer:
    """Accept a case, as the receiving office.

    \b
    tenprint officer accept --ori ICEMIA000 --role field_office --officer M2 TRANSFER
    """
    return client.work.answer_transfer(transfer_id, TRANSFER_STATE_ACCEPTED, officer)


@officer.command("return")
@options.officer
@click.option("--reason", required=True, help="Reason.")
@click.argument("transfer_id")
@answered(_print_transfers)
def return_case(client: Client, officer: str, reason: str, transfer_id: str) -> Transfer:
    """Return a case to the office that sent it.

    \b
    tenprint officer return --ori ICEMIA000 --role field_office --officer M2 \\
        --reason "not in our area" TRANSFER
    """
    answer = TRANSFER_STATE_RETURNED
    return client.work.answer_transfer(transfer_id, answer, officer, reason=reason)


@officer.command()
@click.option("--office", default="", help="Only from or to this office.")
@click.option("--case", "case_id", default="", help="Only of this case.")
@click.option("--open", "open_only", is_flag=True, help="Only transfers without an answer.")
@answered(_print_transfers)
def transfers(client: Client, /, **filters: Any) -> Iterator[Transfer]:  # noqa: ANN401 - the filters
    """List transfers, oldest first; with --json one line for each.

    \b
    tenprint officer transfers --role field_office --office miami --open
    """
    return client.work.transfers(**filters)


@officer.command()
@options.officer
@options.identifier("escalation_id", default="")
@click.option("--queue", default="", help="Supervisors of this office; without it, of its own.")
@click.option(
    "--hours",
    "limit_hours",
    type=click.IntRange(1, 168),
    default=8,
    show_default=True,
    help="Hours until an alarm.",
)
@click.option("--reason", required=True, help="Reason.")
@_case
@answered(_print_escalations)
def escalate(client: Client, /, **stated: Any) -> Escalation:  # noqa: ANN401 - the client's arguments
    """Ask supervisors to decide about a case within some hours.

    \b
    tenprint officer escalate --ori ICEHOU000 --role field_office --officer A7 --hours 4 \\
        --reason "two agencies claim custody" case:BOOKING-0001
    """
    return client.work.escalate(**stated)


@officer.command("end-escalation")
@options.officer
@click.option("--resolution", required=True, help="What was decided.")
@click.argument("escalation_id")
@answered(_print_escalations)
def end_escalation(client: Client, officer: str, resolution: str, escalation_id: str) -> Escalation:
    """Record what a supervisor decided about an escalation.

    \b
    tenprint officer end-escalation --role supervisor --officer S1 --resolution "hold" ESCALATION
    """
    return client.work.end_escalation(escalation_id, resolution, officer)


@officer.command()
@click.option("--queue", default="", help="Only before the supervisors of this office.")
@click.option("--case", "case_id", default="", help="Only of this case.")
@click.option("--open", "open_only", is_flag=True, help="Only what has not ended.")
@answered(_print_escalations)
def escalations(client: Client, /, **filters: Any) -> Iterator[Escalation]:  # noqa: ANN401 - the filters
    """List escalations, oldest first; with --json one line for each.

    \b
    tenprint officer escalations --role supervisor --queue houston --open
    """
    return client.work.escalations(**filters)
