"""Withdraw matches; see who was told, and who has said that they know."""

from collections.abc import Iterator

import click

from tenprint.cli.shared import (
    EnumChoice,
    connected,
    console,
    enum_name,
    enum_words,
    shown,
    table_of,
    time_words,
)
from tenprint.client import Client
from tenprint.v1.correction_service_pb2 import (
    Correction,
    CorrectionReason,
    Notice,
    NoticeRecipient,
)


@click.group()
def correction() -> None:
    """Withdraw matches and acknowledge that they were withdrawn."""


def _notice_row(notice: Notice) -> tuple[str, ...]:
    return (
        notice.notice_id,
        f"{enum_words(NoticeRecipient, notice.recipient)} {notice.address}",
        time_words(notice.deadline),
        time_words(notice.acknowledge_time),
        str(notice.alarm_count or ""),
    )


_print_notices = table_of(
    *("notice", "to", "by", "acknowledged", "alarms"), row=_notice_row, empty="no notices"
)


def _print_correction(one: Correction) -> None:
    console.print(
        f"correction {one.correction_id}: the match of booking {one.tcn} with "
        f"{one.ident_identity_id} is withdrawn ({enum_name(CorrectionReason, one.reason)})"
    )
    if one.left_iafis_identity_id:
        console.print(
            f"  its prints went from {one.left_iafis_identity_id} to {one.iafis_identity_id}"
        )
    _print_notices(one.notices)


@correction.command()
@click.option(
    "--reason", required=True, type=EnumChoice(CorrectionReason), help="Why there was no match."
)
@click.option("--explanation", default="", help="In words; kept with the correction alone.")
@click.option(
    "--iafis-too",
    "iafis_match_false",
    is_flag=True,
    help="The criminal file joined the booking to a stranger too.",
)
@click.option("--id", "correction_id", default="", help="Makes a repetition harmless.")
@click.argument("tcn")
@connected
@shown(_print_correction)
def match(
    client: Client,
    tcn: str,
    reason: CorrectionReason,
    explanation: str,
    iafis_match_false: bool,
    correction_id: str,
) -> Correction:
    """Withdraw the match of a booking: agency, LESC and field office are told.

    \b
    tenprint correction match --role examiner --reason different-person BOOKING-0001
    """
    return client.corrections.correct(
        tcn,
        reason,
        explanation=explanation,
        iafis_match_false=iafis_match_false,
        correction_id=correction_id,
    )


@correction.command()
@click.argument("correction_id")
@connected
@shown(_print_correction)
def show(client: Client, correction_id: str) -> Correction:
    """Show a correction and its notices.

    \b
    tenprint correction show --role examiner CORRECTION-1
    """
    return client.corrections.get(correction_id)


def _row(one: Correction) -> tuple[str, ...]:
    known = sum(notice.HasField("acknowledge_time") for notice in one.notices)
    return (
        one.correction_id,
        time_words(one.correct_time),
        one.tcn,
        enum_name(CorrectionReason, one.reason),
        one.ori,
        f"{known} of {len(one.notices)}",
    )


@correction.command("list")
@click.option("--tcn", default="", help="Only of this booking.")
@connected
@shown(
    table_of(
        *("correction", "time", "booking", "reason", "by", "acknowledged"),
        row=_row,
        empty="nothing was corrected",
    )
)
def list_corrections(client: Client, tcn: str) -> Iterator[Correction]:
    """List corrections, oldest first; with --json one line for each.

    \b
    tenprint correction list --role supervisor
    """
    return client.corrections.list(tcn=tcn)


@correction.command()
@click.option("--tcn", default="", help="Only of this booking.")
@click.option("--open", "open_only", is_flag=True, help="Only what is not acknowledged.")
@click.option("--overdue", "overdue_only", is_flag=True, help="Only what is past its deadline.")
@connected
@shown(_print_notices)
def notices(client: Client, tcn: str, open_only: bool, overdue_only: bool) -> Iterator[Notice]:
    """List the notices that you may see, oldest first; with --json one line for each.

    \b
    tenprint correction notices --ori CA0190000 --open
    tenprint correction notices --role operator --overdue --json
    """
    return client.corrections.notices(tcn=tcn, open_only=open_only, overdue_only=overdue_only)


def _print_known(notice: Notice) -> None:
    console.print(f"{notice.notice_id}: acknowledged by {notice.acknowledged_by}")


@correction.command()
@click.argument("notice_id")
@connected
@shown(_print_known)
def acknowledge(client: Client, notice_id: str) -> Notice:
    """Say that you know of a correction: as the agency, or in the role `field_office` or `lesc`.

    \b
    tenprint correction acknowledge --ori CA0190000 CORRECTION-1:booking_agency
    """
    return client.corrections.acknowledge(notice_id)
