"""Queries at the LESC: list, show, withdraw or review them, and look into their sources."""

from collections.abc import Iterator
from typing import Any

import click

from tenprint.calls import Calls
from tenprint.cli.shared import EnumChoice, console, lesc_answered, options, output, table_of
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import Finding, LookUpOutcome


@click.command()
@click.option("--tcn", help="Only queries of this booking.")
@click.option("--state", type=EnumChoice(pb2.QueryState), help="Only queries in this state.")
@click.option("--identity", "identity_id", help="Only queries about this identity of IDENT.")
@lesc_answered(
    table_of(
        {
            "query": "query_id",
            "booking": "tcn",
            "identity": "identity_id",
            "state": "state",
            "submitted": lambda one: (
                f"{one.submission_count} times" if one.submission_count > 1 else "once"
            ),
            "determination": "determination",
        },
        empty="no queries",
    )
)
def queries(lesc: Calls, /, **filters: Any) -> Iterator[pb2.Query]:  # noqa: ANN401 - the request's fields
    """List the queries on record, oldest first; with --json one line for each.

    \b
    tenprint lesc queries
    tenprint lesc queries --state acknowledged --json
    """
    return lesc.pages(
        pb2.ListQueriesRequest(**filters), pb2.ListQueriesResponse, lambda page: page.queries
    )


def _print_query(found: pb2.Query) -> None:
    def tell(text: str) -> None:
        console.print(text, markup=False)

    state = output.enum_words(pb2.QueryState, found.state)
    tell(f"{found.query_id} of booking {found.tcn} ({found.ori}): {state}")
    tell(f"acknowledged {output.time_words(found.acknowledge_time)}, receipt {found.receipt_id}")
    if found.HasField("research_start_time"):
        tell(f"research begun {output.time_words(found.research_start_time)} by {found.specialist}")
    if found.HasField("answer_time"):
        tell(
            f"answered {output.time_words(found.answer_time)}, version {found.answer_count}: "
            f"{found.determination}"
        )
    if found.delivery_error:
        tell(f"not delivered after {found.delivery_attempt_count} attempts: {found.delivery_error}")
    if found.withdraw_reason:
        tell(f"withdrawn: {found.withdraw_reason}")
    tell(f"{found.look_up_count} look-ups here, {found.repeated_look_up_count} repeated elsewhere")


@click.command()
@click.argument("query_id")
@lesc_answered(_print_query)
def query(lesc: Calls, query_id: str) -> pb2.Query:
    """Show a query, its research and its deliveries.

    \b
    tenprint lesc query iaq:BOOKING-0001
    """
    return lesc.call(pb2.GetQueryRequest(query_id=query_id), pb2.GetQueryResponse).query


def _print_receipt(response: pb2.WithdrawQueryResponse | pb2.ReviewCitizenshipResponse) -> None:
    console.print(
        f"acknowledged {output.time_words(response.acknowledge_time)}: {response.receipt_id}"
    )


@click.command()
@options.identifier("withdrawal_id", required=True)
@click.option("--reason", required=True, help="Why the match was wrong.")
@click.argument("query_id")
@lesc_answered(_print_receipt)
def withdraw(lesc: Calls, /, **stated: Any) -> pb2.WithdrawQueryResponse:  # noqa: ANN401 - the request's fields
    """Withdraw a query: the LESC sends no more answers.

    \b
    tenprint lesc withdraw iaq:BOOKING-0001 --id withdrawal:1 --reason "false match"
    """
    return lesc.call(pb2.WithdrawQueryRequest(**stated), pb2.WithdrawQueryResponse)


@click.command()
@click.option(
    "--claim", "claim_id", required=True, help="Id of the request; makes a retry harmless."
)
@click.argument("query_id")
@lesc_answered(_print_receipt)
def review(lesc: Calls, claim_id: str, query_id: str) -> pb2.ReviewCitizenshipResponse:
    """Have the LESC research a query again, because a person claims to be a citizen.

    \b
    tenprint lesc review iaq:BOOKING-0001 --claim claim:1
    """
    request = pb2.ReviewCitizenshipRequest(query_id=query_id, claim_id=claim_id)
    return lesc.call(request, pb2.ReviewCitizenshipResponse)


def _print_finding(finding: Finding) -> None:
    console.print(f"{finding.source}: {output.enum_words(LookUpOutcome, finding.outcome)}")
    for fact in finding.facts:
        until = (
            f" until {output.date_words(fact.until_date)}" if fact.HasField("until_date") else ""
        )
        days = f"{output.date_words(fact.from_date)}{until}"
        console.print(f"  {days} {fact.kind} {fact.details}", markup=False)


@click.command()
@options.defaulted("--officer", default="operator", help="Id of the officer who looks.")
@click.argument("query_id")
@click.argument("source")
@lesc_answered(_print_finding)
def look_up(lesc: Calls, officer: str, query_id: str, source: str) -> Finding:
    """Look into one source for a query; the look-up counts as repeated research.

    \b
    tenprint lesc look-up iaq:BOOKING-0001 naturalisation
    """
    request = pb2.LookUpRequest(query_id=query_id, source=source, officer=officer)
    return lesc.call(request, pb2.LookUpResponse).finding


QUERY_COMMANDS = (queries, query, withdraw, review, look_up)
