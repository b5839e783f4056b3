"""Withdraw matches; show who was notified and who has acknowledged."""

from collections.abc import Iterator
from typing import Any

import click

from tenprint.cli.shared import EnumChoice, answered, console, options, output, table_of
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.v1.correction_service_pb2 import (
    Comparison,
    ComparisonCause,
    ComparisonVerdict,
    Correction,
    CorrectionReason,
    Notice,
    NoticeRecipient,
)


@click.group()
def correction() -> None:
    """Withdraw matches, and acknowledge withdrawn matches."""


_print_notices = table_of(
    {
        "notice": "notice_id",
        "to": lambda one: f"{output.enum_words(NoticeRecipient, one.recipient)} {one.address}",
        "by": "deadline",
        "acknowledged": "acknowledge_time",
        "alarms": lambda one: str(one.alarm_count or ""),
    },
    empty="no notices",
)


def _acknowledged_count(one: Correction) -> str:
    known = sum(notice.HasField("acknowledge_time") for notice in one.notices)
    return f"{known} of {len(one.notices)}"


def _print_correction(one: Correction) -> None:
    now = f"is withdrawn ({enum_name(CorrectionReason, one.reason)})"
    if one.HasField("reinstate_time"):
        now = f"stands again, as {one.reinstated_by} says: {one.reinstate_reason}"
    console.print(
        f"correction {one.correction_id}: the match of booking {one.tcn} with "
        f"{one.ident_identity_id} {now}",
        markup=False,
    )
    if one.left_iafis_identity_id:
        console.print(
            f"  its prints went from {one.left_iafis_identity_id} to {one.iafis_identity_id}"
        )
    _print_notices(one.notices)


@correction.command()
@click.option(
    "--reason", required=True, type=EnumChoice(CorrectionReason), help="Why the match was wrong."
)
@click.option("--explanation", help="Explanation in words; stored only with the correction.")
@click.option(
    "--iafis-too",
    "iafis_match_false",
    is_flag=True,
    help="The match with the criminal file was wrong too.",
)
@options.identifier("correction_id", default="")
@click.argument("tcn")
@answered(_print_correction)
def match(client: Client, /, **stated: Any) -> Correction:  # noqa: ANN401 - the client's arguments
    """Withdraw the match of a booking; the service tells the agency, the LESC and the field office.

    \b
    tenprint correction match --role examiner --reason different-person BOOKING-0001
    """
    return client.corrections.correct(**stated)


@correction.command()
@click.argument("correction_id")
@answered(_print_correction)
def show(client: Client, correction_id: str) -> Correction:
    """Show a correction and its notices.

    \b
    tenprint correction show --role examiner CORRECTION-1
    """
    return client.corrections.get(correction_id)


@correction.command("list")
@click.option("--tcn", default="", help="Only corrections of this booking.")
@answered(
    table_of(
        {
            "correction": "correction_id",
            "time": "correct_time",
            "booking": "tcn",
            "reason": lambda one: enum_name(CorrectionReason, one.reason),
            "by": "ori",
            "acknowledged": _acknowledged_count,
        },
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
@click.option("--reason", required=True, help="Why the match stands, in words.")
@options.identifier("reinstatement_id", default="")
@click.argument("correction_id")
@answered(_print_correction)
def reinstate(client: Client, /, **stated: Any) -> Correction:  # noqa: ANN401 - the client's arguments
    """Take a correction back: the match stands again, and every recipient must know.

    \b
    tenprint correction reinstate --role supervisor --reason "wrong prints compared" CORRECTION-1
    """
    return client.corrections.reinstate(**stated)


_print_comparisons = table_of(
    {
        "comparison": "comparison_id",
        "time": "request_time",
        "booking": "tcn",
        "cause": lambda one: enum_name(ComparisonCause, one.cause),
        "by": "requested_by",
        "verdict": lambda one: output.enum_words(ComparisonVerdict, one.verdict),
    },
    empty="nothing was compared again",
)


def _print_comparison(one: Comparison) -> None:
    _print_comparisons([one])


@correction.command()
@click.option("--reason", required=True, help="Why the match may be wrong, in words.")
@click.option("--officer", help="Who asks.")
@options.identifier("comparison_id", default="")
@click.argument("tcn")
@answered(_print_comparison)
def compare(client: Client, /, **stated: Any) -> Comparison:  # noqa: ANN401 - the client's arguments
    """Ask examiners to compare the prints of a match again; until then nobody takes custody.

    \b
    tenprint correction compare --ori CA0190000 --reason "another face" BOOKING-0001
    """
    return client.corrections.compare(**stated)


@correction.command()
@click.option("--tcn", default="", help="Only comparisons of this booking.")
@answered(_print_comparisons)
def comparisons(client: Client, tcn: str) -> Iterator[Comparison]:
    """List the comparisons of matches, oldest first; with --json one line for each.

    \b
    tenprint correction comparisons --role examiner
    """
    return client.corrections.comparisons(tcn=tcn)


@correction.command()
@click.option("--tcn", default="", help="Only notices about this booking.")
@click.option("--open", "open_only", is_flag=True, help="Only notices that are not acknowledged.")
@click.option(
    "--overdue", "overdue_only", is_flag=True, help="Only notices whose deadline has passed."
)
@answered(_print_notices)
def notices(client: Client, tcn: str, open_only: bool, overdue_only: bool) -> Iterator[Notice]:
    """List the notices that you may see, oldest first; with --json one line for each.

    \b
    tenprint correction notices --ori CA0190000 --open
    tenprint correction notices --role operator --overdue --json
    """
    return client.corrections.notices(tcn=tcn, open_only=open_only, overdue_only=overdue_only)


def _print_acknowledged(notice: Notice) -> None:
    console.print(f"{notice.notice_id}: acknowledged by {notice.acknowledged_by}")


@correction.command()
@click.argument("notice_id")
@answered(_print_acknowledged)
def acknowledge(client: Client, notice_id: str) -> Notice:
    """Acknowledge a correction as the agency, or in the role `field_office` or `lesc`.

    \b
    tenprint correction acknowledge --ori CA0190000 CORRECTION-1:booking_agency
    """
    return client.corrections.acknowledge(notice_id)
