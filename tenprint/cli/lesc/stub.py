"""The stub itself: what its sources hold, how they and it behave, what it has done."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

import click
from google.protobuf.json_format import Parse, ParseError
from rich.table import Table

from tenprint.cli.shared.lesc_connection import calling, target_option
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import lesc_service_pb2 as pb2

BATCH = 500

_share = click.FloatRange(0.0, 1.0)
_seconds = click.FloatRange(min=0.0)
_time = click.DateTime(["%Y-%m-%dT%H:%M:%S"])


@click.command()
@target_option
@json_option
@click.argument("records", type=click.File("r"))
def put_records(target: str, records: TextIO, as_json: bool) -> None:
    """Write what sources hold, from a file with a SourceRecord as JSON on each line.

    \b
    tenprint lesc put-records sources.jsonl
    """
    written = 0
    with calling(target) as stub:
        for request in _requests(records):
            written += stub.PutSourceRecords(request).record_count
    if as_json:
        print_json(pb2.PutSourceRecordsResponse(record_count=written))
    else:
        console.print(f"{written} records written")


@click.command()
@target_option
@click.option("--latency-s", type=_seconds, default=0.0, help="How long a look-up takes.")
@click.option("--down-from", type=_time, help="Begin of an outage, UTC.")
@click.option("--down-until", type=_time, help="Its end; without one, until further notice.")
@json_option
@click.argument("source")
def source(
    target: str,
    latency_s: float,
    down_from: datetime | None,
    down_until: datetime | None,
    source: str,
    as_json: bool,
) -> None:
    """Set how one source behaves; without options it answers at once.

    \b
    tenprint lesc source passports --down-from 2026-03-04T00:00:00
    """
    if down_until is not None and down_from is None:
        raise click.BadParameter("an outage has a begin: give --down-from")
    request = pb2.SetSourceRequest(source=source, latency_s=latency_s)
    if down_from is not None:
        outage = request.outages.add()
        outage.from_time.FromDatetime(down_from.replace(tzinfo=UTC))
        if down_until is not None:
            outage.until_time.FromDatetime(down_until.replace(tzinfo=UTC))
    with calling(target) as stub:
        response = stub.SetSource(request)
    _done(response, as_json, f"{source} set")


@click.command()
@target_option
@click.option("--seed", type=int, default=0, help="Of the random draws.")
@click.option("--research-delay-s", type=_seconds, default=0.0, help="Added to every research.")
@click.option("--hang-share", type=_share, default=0.0, help="Of calls that are kept waiting.")
@click.option("--hang-s", type=_seconds, default=0.0, help="For how long.")
@click.option("--refuse-share", type=_share, default=0.0, help="Of calls that fail unstored.")
@click.option("--lost-receipt-share", type=_share, default=0.0, help="Of calls that fail stored.")
@click.option("--false-receipt-share", type=_share, default=0.0, help="Of calls that are lied to.")
@click.option("--duplicate-share", type=_share, default=0.0, help="Of answers delivered twice.")
@click.option("--stray-share", type=_share, default=0.0, help="Of deliveries beside a stray one.")
@click.option("--out-of-order", is_flag=True, help="Deliver the newest first.")
@click.option("--down-until", type=_time, help="Be down until then, UTC.")
@json_option
def script(target: str, down_until: datetime | None, as_json: bool, **shares: Any) -> None:  # noqa: ANN401 - the options are the script's fields
    """Have the stub misbehave, for tests; without options it behaves.

    \b
    tenprint lesc script --lost-receipt-share 0.2 --duplicate-share 0.5
    tenprint lesc script
    """
    request = pb2.SetScriptRequest(script=pb2.Script(**shares))
    if down_until is not None:
        request.script.down_until.FromDatetime(down_until.replace(tzinfo=UTC))
    with calling(target) as stub:
        response = stub.SetScript(request)
    _done(response, as_json, "script set")


@click.command()
@target_option
@json_option
def statistics(target: str, as_json: bool) -> None:
    """Count queries and look-ups, and tell how long queries wait.

    \b
    tenprint lesc statistics --json
    """
    with calling(target) as stub:
        found = stub.GetStatistics(pb2.GetStatisticsRequest())
    if as_json:
        print_json(found)
        return
    table = Table("what", "how much")
    for state, count in sorted(found.query_counts.items()):
        table.add_row(f"queries {state.lower().replace('_', ' ')}", str(count))
    table.add_row("waiting for a specialist", str(found.waiting_count))
    table.add_row("wait for a specialist, mean", f"{found.mean_wait_s:.1f} s")
    table.add_row("wait for a specialist, longest", f"{found.longest_wait_s:.1f} s")
    table.add_row("time to the answer, mean", f"{found.mean_answer_s:.1f} s")
    table.add_row("look-ups", str(found.look_up_count))
    table.add_row(
        "look-ups repeated elsewhere",
        f"{found.repeated_look_up_count}, of {found.repeated_query_count} queries",
    )
    console.print(table)


def _requests(lines: TextIO) -> Iterator[pb2.PutSourceRecordsRequest]:
    request = pb2.PutSourceRecordsRequest()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            Parse(line, request.records.add())
        except ParseError as error:
            raise click.ClickException(f"line {number} is no SourceRecord: {error}") from error
        if len(request.records) == BATCH:
            yield request
            request = pb2.PutSourceRecordsRequest()
    if request.records:
        yield request


def _done(
    response: pb2.SetSourceResponse | pb2.SetScriptResponse, as_json: bool, text: str
) -> None:
    if as_json:
        print_json(response)
    else:
        console.print(text)
