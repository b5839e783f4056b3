"""Queries at the LESC: list, show, withdraw, review, and look into sources for one."""

from collections.abc import Iterator

import click

from tenprint.calls import Calls
from tenprint.cli.shared import (
    EnumChoice,
    console,
    date_words,
    enum_words,
    lesc_connected,
    shown,
    table_of,
    time_words,
)
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import Finding, LookUpOutcome


def _row(query: pb2.Query) -> tuple[str, ...]:
    return (
        query.query_id,
        query.tcn,
        query.identity_id,
        enum_words(pb2.QueryState, query.state),
        f"{query.submission_count} times" if query.submission_count > 1 else "once",
        query.determination,
    )


@click.command()
@click.option("--tcn", default="", help="Only queries of this booking.")
@click.option("--state", type=EnumChoice(pb2.QueryState), help="Only queries in this state.")
@click.option("--identity", default="", help="Only queries about this identity of IDENT.")
@lesc_connected
@shown(
    table_of(
        *("query", "booking", "identity", "state", "submitted", "determination"),
        row=_row,
        empty="no queries",
    )
)
def queries(
    lesc: Calls, tcn: str, state: pb2.QueryState | None, identity: str
) -> Iterator[pb2.Query]:
    """List the queries on record, oldest first; with --json one line for each.

    \b
    tenprint lesc queries
    tenprint lesc queries --state acknowledged --json
    """
    request = pb2.ListQueriesRequest(tcn=tcn, identity_id=identity, state=state)
    return lesc.pages(request, pb2.ListQueriesResponse, lambda page: page.queries)


def _print_query(found: pb2.Query) -> None:
    def tell(text: str) -> None:
        console.print(text, markup=False)

    state = enum_words(pb2.QueryState, found.state)
    tell(f"{found.query_id} of booking {found.tcn} ({found.ori}): {state}")
    tell(f"acknowledged {time_words(found.acknowledge_time)}, receipt {found.receipt_id}")
    if found.HasField("research_start_time"):
        tell(f"research begun {time_words(found.research_start_time)} by {found.specialist}")
    if found.HasField("answer_time"):
        tell(
            f"answered {time_words(found.answer_time)}, version {found.answer_count}: "
            f"{found.determination}"
        )
    if found.delivery_error:
        tell(f"not delivered after {found.delivery_attempt_count} attempts: {found.delivery_error}")
    if found.withdraw_reason:
        tell(f"withdrawn: {found.withdraw_reason}")
    tell(f"{found.look_up_count} look-ups here, {found.repeated_look_up_count} repeated elsewhere")


@click.command()
@click.argument("query_id")
@lesc_connected
@shown(_print_query)
def query(lesc: Calls, query_id: str) -> pb2.Query:
    """Show one query, and what was done about it.

    \b
    tenprint lesc query iaq:BOOKING-0001
    """
    return lesc.call(pb2.GetQueryRequest(query_id=query_id), pb2.GetQueryResponse).query


def _print_receipt(response: pb2.WithdrawQueryResponse | pb2.ReviewCitizenshipResponse) -> None:
    console.print(f"acknowledged {time_words(response.acknowledge_time)}: {response.receipt_id}")


@click.command()
@click.option("--id", "withdrawal_id", required=True, help="Makes a retry harmless.")
@click.option("--reason", required=True, help="Why the match is none.")
@click.argument("query_id")
@lesc_connected
@shown(_print_receipt)
def withdraw(
    lesc: Calls, withdrawal_id: str, reason: str, query_id: str
) -> pb2.WithdrawQueryResponse:
    """Take a query back: no answer leaves any more.

    \b
    tenprint lesc withdraw iaq:BOOKING-0001 --id withdrawal:1 --reason "false match"
    """
    request = pb2.WithdrawQueryRequest(
        query_id=query_id, withdrawal_id=withdrawal_id, reason=reason
    )
    return lesc.call(request, pb2.WithdrawQueryResponse)


@click.command()
@click.option("--claim", "claim_id", required=True, help="Makes a retry harmless.")
@click.argument("query_id")
@lesc_connected
@shown(_print_receipt)
def review(lesc: Calls, claim_id: str, query_id: str) -> pb2.ReviewCitizenshipResponse:
    """Have a query researched once more, because somebody says that he is a citizen.

    \b
    tenprint lesc review iaq:BOOKING-0001 --claim claim:1
    """
    request = pb2.ReviewCitizenshipRequest(query_id=query_id, claim_id=claim_id)
    return lesc.call(request, pb2.ReviewCitizenshipResponse)


def _print_finding(finding: Finding) -> None:
    console.print(f"{finding.source}: {enum_words(LookUpOutcome, finding.outcome)}")
    for fact in finding.facts:
        until = f" until {date_words(fact.until_date)}" if fact.HasField("until_date") else ""
        days = f"{date_words(fact.from_date)}{until}"
        console.print(f"  {days} {fact.kind} {fact.details}", markup=False)


@click.command()
@click.option("--officer", default="operator", show_default=True, help="Who looks.")
@click.argument("query_id")
@click.argument("source")
@lesc_connected
@shown(_print_finding)
def look_up(lesc: Calls, officer: str, query_id: str, source: str) -> Finding:
    """Look into one source for a query; counted as research that is repeated.

    \b
    tenprint lesc look-up iaq:BOOKING-0001 naturalisation
    """
    request = pb2.LookUpRequest(query_id=query_id, source=source, officer=officer)
    return lesc.call(request, pb2.LookUpResponse).finding
