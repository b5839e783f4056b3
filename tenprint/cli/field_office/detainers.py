"""Detainers: what a field office asks of a local agency."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Concatenate, ParamSpec

import click
from grpc import StatusCode

from tenprint.cli.field_office.output import print_detainer, release_deadline
from tenprint.cli.shared import EnumChoice, answered, console, options, output, table_of
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.errors import RpcError
from tenprint.v1.detainer_service_pb2 import (
    Detainer,
    DetainerState,
    ListReleaseNoticesRequest,
    ReleaseNotice,
    ReleaseOutcome,
    WatchDetainersResponse,
)

P = ParamSpec("P")


@click.group()
def detainer() -> None:
    """Ask for detainers (role `field_office`), or answer them (role `law_enforcement`)."""


def _step(command: Callable[Concatenate[Client, P], Detainer]) -> click.Command:
    """Make a command of an officer on DETAINER_ID."""
    takes_id = click.argument("detainer_id")(answered(print_detainer)(command))
    return detainer.command()(options.officer(takes_id))


@detainer.command()
@options.officer
@options.identifier("detainer_id", default="")
@click.option(
    "--against-advice", "against_advice_because", help="Reason to act against the advice."
)
@click.argument("case_id")
@answered(print_detainer)
def request(client: Client, /, **stated: Any) -> Detainer:  # noqa: ANN401 - the client's arguments
    """Ask the agency that booked a person to hold the person.

    \b
    tenprint detainer request --ori ICEHOU000 --role field_office \\
        --officer A7 --id D-1 case:BOOKING-0001
    """
    return client.detainers.request(**stated)


@_step
def acknowledge(client: Client, officer: str, detainer_id: str) -> Detainer:
    """Say that the agency will hold the person.

    \b
    tenprint detainer acknowledge --ori TX1010000 --role law_enforcement --officer J1 D-1
    """
    return client.detainers.acknowledge(detainer_id, officer)


@_step
@click.option("--reason", required=True, help="Reason.")
def decline(client: Client, officer: str, reason: str, detainer_id: str) -> Detainer:
    """Say that the agency will not hold the person.

    \b
    tenprint detainer decline --ori TX1010000 --role law_enforcement --officer J1 \\
        --reason "no room" D-1
    """
    return client.detainers.decline(detainer_id, reason, officer)


@_step
@click.option(
    "--time",
    type=click.DateTime(),
    required=True,
    help="Time at which the person would go free, UTC.",
)
def release(client: Client, officer: str, time: datetime, detainer_id: str) -> Detainer:
    """Say when the person would otherwise have been released: the 48 hours start then.

    \b
    tenprint detainer release --ori TX1010000 --role law_enforcement --officer J1 \\
        --time 2011-08-05T22:00:00 D-1
    """
    return client.detainers.report_release(detainer_id, time, officer)


@_step
def custody(client: Client, officer: str, detainer_id: str) -> Detainer:
    """Say that officers have taken the person over.

    \b
    tenprint detainer custody --ori ICEHOU000 --role field_office --officer A7 D-1
    """
    return client.detainers.take_custody(detainer_id, officer)


@_step
@click.option("--reason", required=True, help="Reason.")
def cancel(client: Client, officer: str, reason: str, detainer_id: str) -> Detainer:
    """Cancel a detainer.

    \b
    tenprint detainer cancel --ori ICEHOU000 --role field_office \\
        --officer A7 --reason "relief granted" D-1
    """
    return client.detainers.cancel(detainer_id, reason, officer)


@_step
@click.option("--time", type=click.DateTime(), required=True, help="Time of the release, UTC.")
@click.option("--reason", required=True, help="Reason.")
def released(
    client: Client, officer: str, time: datetime, reason: str, detainer_id: str
) -> Detainer:
    """Say that the custodian has released the person after custody was taken.

    \b
    tenprint detainer released --ori ICEHOU000 --role field_office \\
        --officer A7 --time 2011-08-05T22:00:00 \\
        --reason "claim upheld" D-1
    """
    return client.detainers.record_release(detainer_id, time, reason, officer)


def _print_moved(found: Sequence[Detainer]) -> None:
    for one in found:
        print_detainer(one)
    if not found:
        console.print("moved; no detainer is in force")


@detainer.command()
@options.officer
@click.option("--to", "to_ori", required=True, help="ORI of the agency that has the person now.")
@click.option("--time", type=click.DateTime(), required=True, help="Time of the move, UTC.")
@click.argument("case_id")
@answered(_print_moved)
def move(
    client: Client, officer: str, to_ori: str, time: datetime, case_id: str
) -> Sequence[Detainer]:
    """Say that a person was moved to another jail: holds and notices go there, no clock changes.

    \b
    tenprint detainer move --ori TX1010000 --role law_enforcement --officer J1 \\
        --to TX2020000 --time 2011-08-05T22:00:00 case:BOOKING-0001
    """
    return client.detainers.move_person(case_id, to_ori, time, officer)


_print_notices = table_of(
    {
        "notice": "notice_id",
        "to": "address",
        "because": "cause",
        "answer by": lambda one: output.time_words(one.deadline, "minutes"),
        "answer": lambda one: enum_name(ReleaseOutcome, one.outcome) if one.outcome else "",
        "by": "confirmed_by",
        "alarms": lambda one: str(one.alarm_count),
    },
    empty="no notices",
)


@detainer.command()
@click.option("--open", "open_only", is_flag=True, help="Only notices without an answer.")
@click.option("--overdue", "overdue_only", is_flag=True, help="Only notices past their deadline.")
@click.option("--of", "address", default="", help="Only notices to this agency (ORI).")
@answered(_print_notices)
def notices(
    client: Client, open_only: bool, overdue_only: bool, address: str
) -> Iterator[ReleaseNotice]:
    """List the notices that a person may not be held any more; with --json one line for each.

    \b
    tenprint detainer notices --ori TX1010000 --role law_enforcement --open
    """
    request = ListReleaseNoticesRequest(
        address=address, open_only=open_only, overdue_only=overdue_only
    )
    return client.detainers.release_notices(request)


@detainer.command("confirm-release")
@options.officer
@click.option("--outcome", type=EnumChoice(ReleaseOutcome), required=True, help="Answer.")
@click.option("--time", type=click.DateTime(), help="Time of the release, UTC.")
@click.argument("notice_id")
@answered(_print_notices)
def confirm_release(
    client: Client, officer: str, outcome: ReleaseOutcome, time: datetime | None, notice_id: str
) -> ReleaseNotice:
    """Answer a notice that a person may not be held any more.

    \b
    tenprint detainer confirm-release --ori TX1010000 --role law_enforcement --officer J1 \\
        --outcome released --time 2011-08-05T22:00:00 D-1:agency
    """
    return client.detainers.confirm_release(notice_id, outcome, officer, release_time=time)


@detainer.command()
@click.argument("detainer_id")
@answered(print_detainer)
def show(client: Client, detainer_id: str) -> Detainer:
    """Show a detainer; an agency sees its own.

    \b
    tenprint detainer show --role auditor D-1
    """
    return client.detainers.get(detainer_id)


@detainer.command("list")
@click.option("--of", "ori", default="", help="Only detainers asked of this agency (ORI).")
@click.option("--state", type=EnumChoice(DetainerState), help="Only detainers in this state.")
@answered(
    table_of(
        {
            "detainer": "detainer_id",
            "case": "case_id",
            "asked by": "officer",
            "agency": "ori",
            "state": lambda one: enum_name(DetainerState, one.state),
            "must release by": release_deadline,
        },
        empty="no detainers",
    )
)
def list_detainers(client: Client, ori: str, state: DetainerState | None) -> Iterator[Detainer]:
    """List detainers by their cases, oldest case first; with --json one line for each.

    \b
    tenprint detainer list --role field_office --state running
    """
    return client.detainers.list(ori=ori, state=state)


def _print_watched(found: Iterator[WatchDetainersResponse]) -> None:
    for one in found:
        print_detainer(one.detainer)


@detainer.command()
@click.option("--of", "ori", default="", help="Only detainers asked of this agency (ORI).")
@click.option("--after-place", type=click.IntRange(min=0), default=0, help="Place to go on from.")
@click.option("--for-s", "watch_s", type=click.FloatRange(min=0), help="Seconds to watch.")
@answered(_print_watched)
def watch(
    client: Client, ori: str, after_place: int, watch_s: float | None
) -> Iterator[WatchDetainersResponse]:
    """Print the detainers in force, and then each detainer at each change, until interrupted.

    \b
    tenprint detainer watch --ori TX1010000 --role law_enforcement --json
    """
    try:
        yield from client.detainers.watch(ori=ori, after_place=after_place, timeout_s=watch_s)
    except RpcError as error:
        if error.code is not StatusCode.DEADLINE_EXCEEDED or watch_s is None:
            raise
