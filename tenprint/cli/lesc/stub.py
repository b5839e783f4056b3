"""The stub itself: the records of its sources, its behaviour and its statistics."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

import click
from google.protobuf.json_format import Parse, ParseError
from rich.table import Table

from tenprint.calls import Calls
from tenprint.cli.lesc import sources
from tenprint.cli.shared import console, lesc_answered, print_table
from tenprint.v1 import lesc_service_pb2 as pb2

BATCH = 500

_share = click.FloatRange(0.0, 1.0)
_seconds = click.FloatRange(min=0.0)
_time = click.DateTime(["%Y-%m-%dT%H:%M:%S"])


def _requests(lines: TextIO) -> Iterator[pb2.PutSourceRecordsRequest]:
    request = pb2.PutSourceRecordsRequest()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = request.records.add()
        try:
            Parse(line, record)
        except ParseError as error:
            raise click.ClickException(f"line {number} is no SourceRecord: {error}") from error
        sources.check(record, number)
        if len(request.records) == BATCH:
            yield request
            request = pb2.PutSourceRecordsRequest()
    if request.records:
        yield request


def _print_written(written: pb2.PutSourceRecordsResponse) -> None:
    console.print(f"{written.record_count} records written")


@click.command(epilog=sources.LISTING)
@click.argument("records", type=click.File("r"))
@lesc_answered(_print_written)
def put_records(lesc: Calls, records: TextIO) -> pb2.PutSourceRecordsResponse:
    """Write records into sources, from a file with a SourceRecord as JSON on each line.

    A record says by which numbers its person is found: identity_id, fin, alien_number, fbi_number;
    name and date_of_birth (YYYYMMDD) find a person too, but confirm no identity.

    \b
    tenprint lesc put-records sources.jsonl
    \b
    {"source": "removals", "record_id": "R-1", "fin": "F00000001", "facts": [
      {"kind": "removed", "from_date": {"year": 2009, "month": 3, "day": 4}}]}
    """
    written = pb2.PutSourceRecordsResponse()
    for request in _requests(records):
        written.record_count += lesc.call(request, pb2.PutSourceRecordsResponse).record_count
    return written


@click.command()
@click.option("--latency-s", type=_seconds, default=0.0, help="Seconds that a look-up takes.")
@click.option("--down-from", type=_time, help="Start of an outage, UTC.")
@click.option(
    "--down-until",
    type=_time,
    help="End of the outage; without an end, the outage lasts until the next command.",
)
@click.argument("source")
@lesc_answered(lambda _: console.print("source set"))
def source(
    lesc: Calls,
    latency_s: float,
    down_from: datetime | None,
    down_until: datetime | None,
    source: str,
) -> pb2.SetSourceResponse:
    """Set the latency and outage of a source; without options the source answers at once.

    \b
    tenprint lesc source passports --down-from 2026-03-04T00:00:00
    """
    if down_until is not None and down_from is None:
        raise click.BadParameter("an outage needs a start: give --down-from")
    outages = [pb2.Outage(from_time=down_from, until_time=down_until)] if down_from else []
    request = pb2.SetSourceRequest(source=source, latency_s=latency_s, outages=outages)
    return lesc.call(request, pb2.SetSourceResponse)


@click.command()
@click.option("--seed", type=int, help="Seed of the random draws.")
@click.option("--research-delay-s", type=_seconds, help="Seconds added to all research.")
@click.option("--hang-share", type=_share, help="Share of calls that hang.")
@click.option("--hang-s", type=_seconds, help="Seconds for which a call hangs.")
@click.option(
    "--refuse-share", type=_share, help="Share of calls that fail before they are stored."
)
@click.option(
    "--lost-receipt-share", type=_share, help="Share of calls that fail after they are stored."
)
@click.option("--false-receipt-share", type=_share, help="Share of calls that get a false receipt.")
@click.option("--duplicate-share", type=_share, help="Share of answers that are delivered twice.")
@click.option(
    "--stray-share", type=_share, help="Share of deliveries that bring a stray delivery too."
)
@click.option("--out-of-order", is_flag=True, help="Deliver the newest answer first.")
@click.option("--down-until", type=_time, help="The stub is down until this time, UTC.")
@lesc_answered(lambda _: console.print("script set"))
def script(lesc: Calls, /, **fields: Any) -> pb2.SetScriptResponse:  # noqa: ANN401 - the options are the script's fields
    """Make the stub misbehave, for tests; without options the stub behaves.

    \b
    tenprint lesc script --lost-receipt-share 0.2 --duplicate-share 0.5
    tenprint lesc script
    """
    request = pb2.SetScriptRequest(script=pb2.Script(**fields))
    return lesc.call(request, pb2.SetScriptResponse)


def _measured(query_count: int, seconds: float) -> str:
    return f"{seconds:.1f} s" if query_count else "none yet"


def _print_statistics(found: pb2.GetStatisticsResponse) -> None:
    table = Table("what", "how much")
    for state, count in sorted(found.query_counts.items()):
        table.add_row(f"queries {state.lower().replace('_', ' ')}", str(count))
    table.add_row("waiting for a specialist", str(found.waiting_count))
    table.add_row(
        "wait for a specialist, mean", _measured(found.started_query_count, found.mean_wait_s)
    )
    table.add_row(
        "wait for a specialist, longest",
        _measured(found.started_query_count, found.longest_wait_s),
    )
    table.add_row(
        "time to the answer, mean", _measured(found.answered_query_count, found.mean_answer_s)
    )
    table.add_row("look-ups", str(found.look_up_count))
    table.add_row(
        "look-ups repeated elsewhere",
        f"{found.repeated_look_up_count}, of {found.repeated_query_count} queries",
    )
    print_table(table)


@click.command()
@lesc_answered(_print_statistics)
def statistics(lesc: Calls) -> pb2.GetStatisticsResponse:
    """Count queries and look-ups, and show how long queries wait.

    \b
    tenprint lesc statistics --json
    """
    return lesc.call(pb2.GetStatisticsRequest(), pb2.GetStatisticsResponse)


STUB_COMMANDS = (put_records, source, script, statistics)
