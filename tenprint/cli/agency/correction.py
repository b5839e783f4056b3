"""Withdraw matches; see who was told, and who has said that they know."""

import click
from google.protobuf.timestamp_pb2 import Timestamp
from rich.table import Table

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2 import Correction, Notice

_REASON_PREFIX = "CORRECTION_REASON_"
_RECIPIENT_PREFIX = "NOTICE_RECIPIENT_"
_REASONS = {
    name.removeprefix(_REASON_PREFIX).lower().replace("_", "-"): name
    for name, value in pb2.CorrectionReason.items()
    if value
}


@click.group()
def correction() -> None:
    """Withdraw matches and acknowledge that they were withdrawn."""


@correction.command()
@click.option(
    "--reason", required=True, type=click.Choice(list(_REASONS)), help="Why there was no match."
)
@click.option("--explanation", default="", help="In words; kept with the correction alone.")
@click.option(
    "--iafis-too",
    "iafis_match_false",
    is_flag=True,
    help="The criminal file joined the booking to a stranger too.",
)
@click.option("--id", "correction_id", default="", help="Makes a repetition harmless.")
@json_option
@click.argument("tcn")
@connected
def match(
    connection: Connection,
    tcn: str,
    reason: str,
    explanation: str,
    iafis_match_false: bool,
    correction_id: str,
    as_json: bool,
) -> None:
    """Withdraw the match of a booking: agency, LESC and field office are told.

    \b
    tenprint correction match --role examiner --reason different-person BOOKING-0001
    """
    with connection.open() as client:
        done = client.corrections.correct(
            tcn,
            _REASONS[reason],
            explanation=explanation,
            iafis_match_false=iafis_match_false,
            correction_id=correction_id,
        )
    _print(done, as_json)


@correction.command()
@json_option
@click.argument("correction_id")
@connected
def show(connection: Connection, correction_id: str, as_json: bool) -> None:
    """Show a correction and its notices.

    \b
    tenprint correction show --role examiner CORRECTION-1
    """
    with connection.open() as client:
        found = client.corrections.get(correction_id)
    _print(found, as_json)


@correction.command("list")
@click.option("--tcn", default="", help="Only of this booking.")
@json_option
@connected
def list_corrections(connection: Connection, tcn: str, as_json: bool) -> None:
    """List corrections, oldest first; with --json one line for each.

    \b
    tenprint correction list --role supervisor
    """
    table = Table("correction")
    for heading in ("time", "booking", "reason", "by", "acknowledged"):
        table.add_column(heading, overflow="fold")
    with connection.open() as client:
        for one in client.corrections.list(tcn=tcn):
            if as_json:
                print_json(one, indent=None)
                continue
            known = sum(notice.HasField("acknowledge_time") for notice in one.notices)
            table.add_row(
                one.correction_id,
                _time(one.correct_time),
                one.tcn,
                _reason(one),
                one.ori,
                f"{known} of {len(one.notices)}",
            )
    if not as_json:
        console.print(table if table.row_count else "nothing was corrected")


@correction.command()
@click.option("--tcn", default="", help="Only of this booking.")
@click.option("--open", "open_only", is_flag=True, help="Only what is not acknowledged.")
@click.option("--overdue", "overdue_only", is_flag=True, help="Only what is past its deadline.")
@json_option
@connected
def notices(
    connection: Connection, tcn: str, open_only: bool, overdue_only: bool, as_json: bool
) -> None:
    """List the notices that you may see, oldest first; with --json one line for each.

    \b
    tenprint correction notices --ori CA0190000 --open
    tenprint correction notices --role operator --overdue --json
    """
    with connection.open() as client:
        found = client.corrections.notices(tcn=tcn, open_only=open_only, overdue_only=overdue_only)
        if as_json:
            for notice in found:
                print_json(notice, indent=None)
            return
        _print_notices(list(found))


@correction.command()
@json_option
@click.argument("notice_id")
@connected
def acknowledge(connection: Connection, notice_id: str, as_json: bool) -> None:
    """Say that you know of a correction: as the agency, or in the role `field_office` or `lesc`.

    \b
    tenprint correction acknowledge --ori CA0190000 CORRECTION-1:booking_agency
    """
    with connection.open() as client:
        notice = client.corrections.acknowledge(notice_id)
    if as_json:
        print_json(notice)
    else:
        console.print(f"{notice.notice_id}: acknowledged by {notice.acknowledged_by}")


def _print(one: Correction, as_json: bool) -> None:
    if as_json:
        print_json(one)
        return
    console.print(
        f"correction {one.correction_id}: the match of booking {one.tcn} with "
        f"{one.ident_identity_id} is withdrawn ({_reason(one)})"
    )
    if one.left_iafis_identity_id:
        console.print(
            f"  its prints went from {one.left_iafis_identity_id} to {one.iafis_identity_id}"
        )
    _print_notices(list(one.notices))


def _print_notices(found: list[Notice]) -> None:
    table = Table("notice")
    for heading in ("to", "by", "acknowledged", "alarms"):
        table.add_column(heading, overflow="fold")
    for notice in found:
        name = pb2.NoticeRecipient.Name(notice.recipient).removeprefix(_RECIPIENT_PREFIX).lower()
        table.add_row(
            notice.notice_id,
            f"{name.replace('_', ' ')} {notice.address}",
            _time(notice.deadline),
            _time(notice.acknowledge_time) if notice.HasField("acknowledge_time") else "",
            str(notice.alarm_count or ""),
        )
    console.print(table if table.row_count else "no notices")


def _reason(one: Correction) -> str:
    return pb2.CorrectionReason.Name(one.reason).removeprefix(_REASON_PREFIX).lower()


def _time(time: Timestamp) -> str:
    return time.ToDatetime().isoformat(timespec="seconds") + "Z"
