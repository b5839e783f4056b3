"""Queries at the LESC: list, show, withdraw, review, and look into sources for one."""

from collections.abc import Iterator
from datetime import UTC

import click
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2
from rich.table import Table

from tenprint.cli.shared.lesc_connection import calling, target_option
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1 import research_pb2

STATES = [name.removeprefix("QUERY_STATE_").lower() for name in pb2.QueryState.keys()[1:]]


@click.command()
@target_option
@click.option("--tcn", default="", help="Only queries of this booking.")
@click.option("--state", type=click.Choice(STATES), help="Only queries in this state.")
@click.option("--identity", default="", help="Only queries about this identity of IDENT.")
@json_option
def queries(target: str, tcn: str, state: str | None, identity: str, as_json: bool) -> None:
    """List the queries on record, oldest first; with --json one line for each.

    \b
    tenprint lesc queries
    tenprint lesc queries --state acknowledged --json
    """
    request = pb2.ListQueriesRequest(
        tcn=tcn,
        identity_id=identity,
        state=f"QUERY_STATE_{state.upper()}" if state else None,
    )
    found = _list(target, request)
    if as_json:
        for query in found:
            print_json(query, indent=None)
        return
    table = Table()
    for heading in ("query", "booking", "identity", "state", "submitted", "determination"):
        table.add_column(heading, overflow="fold")
    for query in found:
        table.add_row(
            query.query_id,
            query.tcn,
            query.identity_id,
            _state(query),
            f"{query.submission_count} times" if query.submission_count > 1 else "once",
            query.determination,
        )
    console.print(table)


@click.command()
@target_option
@json_option
@click.argument("query_id")
def query(target: str, query_id: str, as_json: bool) -> None:
    """Show one query, and what was done about it.

    \b
    tenprint lesc query iaq:BOOKING-0001
    """
    with calling(target) as stub:
        found = stub.GetQuery(pb2.GetQueryRequest(query_id=query_id)).query
    if as_json:
        print_json(found)
        return
    console.print(f"{found.query_id} of booking {found.tcn} ({found.ori}): {_state(found)}")
    console.print(f"acknowledged {_time(found.acknowledge_time)}, receipt {found.receipt_id}")
    if found.HasField("research_start_time"):
        console.print(f"research begun {_time(found.research_start_time)} by {found.specialist}")
    if found.HasField("answer_time"):
        console.print(
            f"answered {_time(found.answer_time)}, version {found.answer_count}: "
            f"{found.determination}"
        )
    if found.delivery_error:
        console.print(
            f"not delivered after {found.delivery_attempt_count} attempts: {found.delivery_error}",
            markup=False,
        )
    if found.withdraw_reason:
        console.print(f"withdrawn: {found.withdraw_reason}", markup=False)
    console.print(
        f"{found.look_up_count} look-ups here, {found.repeated_look_up_count} repeated elsewhere"
    )


@click.command()
@target_option
@click.option("--id", "withdrawal_id", required=True, help="Makes a retry harmless.")
@click.option("--reason", required=True, help="Why the match is none.")
@json_option
@click.argument("query_id")
def withdraw(target: str, withdrawal_id: str, reason: str, query_id: str, as_json: bool) -> None:
    """Take a query back: no answer leaves any more.

    \b
    tenprint lesc withdraw iaq:BOOKING-0001 --id withdrawal:1 --reason "false match"
    """
    request = pb2.WithdrawQueryRequest(
        query_id=query_id, withdrawal_id=withdrawal_id, reason=reason
    )
    with calling(target) as stub:
        response = stub.WithdrawQuery(request)
    _acknowledged(response, as_json)


@click.command()
@target_option
@click.option("--claim", "claim_id", required=True, help="Makes a retry harmless.")
@json_option
@click.argument("query_id")
def review(target: str, claim_id: str, query_id: str, as_json: bool) -> None:
    """Have a query researched once more, because somebody says that he is a citizen.

    \b
    tenprint lesc review iaq:BOOKING-0001 --claim claim:1
    """
    request = pb2.ReviewCitizenshipRequest(query_id=query_id, claim_id=claim_id)
    with calling(target) as stub:
        response = stub.ReviewCitizenship(request)
    _acknowledged(response, as_json)


@click.command()
@target_option
@click.option("--officer", default="operator", show_default=True, help="Who looks.")
@json_option
@click.argument("query_id")
@click.argument("source")
def look_up(target: str, officer: str, query_id: str, source: str, as_json: bool) -> None:
    """Look into one source for a query; counted as research that is repeated.

    \b
    tenprint lesc look-up iaq:BOOKING-0001 naturalisation
    """
    request = pb2.LookUpRequest(query_id=query_id, source=source, officer=officer)
    with calling(target) as stub:
        finding = stub.LookUp(request).finding
    if as_json:
        print_json(finding)
        return
    outcome = research_pb2.LookUpOutcome.Name(finding.outcome).removeprefix("LOOK_UP_OUTCOME_")
    console.print(f"{finding.source}: {outcome.lower().replace('_', ' ')}")
    for fact in finding.facts:
        until = f" until {_day(fact.until_date)}" if fact.HasField("until_date") else ""
        console.print(f"  {_day(fact.from_date)}{until} {fact.kind} {fact.details}", markup=False)


def _list(target: str, request: pb2.ListQueriesRequest) -> Iterator[pb2.Query]:
    with calling(target) as stub:
        while True:
            response = stub.ListQueries(request)
            yield from response.queries
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token


def _acknowledged(
    response: pb2.WithdrawQueryResponse | pb2.ReviewCitizenshipResponse, as_json: bool
) -> None:
    if as_json:
        print_json(response)
    else:
        console.print(f"acknowledged {_time(response.acknowledge_time)}: {response.receipt_id}")


def _state(found: pb2.Query) -> str:
    name = pb2.QueryState.Name(found.state)
    return name.removeprefix("QUERY_STATE_").lower().replace("_", " ")


def _time(time: Timestamp) -> str:
    return time.ToDatetime(tzinfo=UTC).isoformat(timespec="seconds")


def _day(day: date_pb2.Date) -> str:
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
