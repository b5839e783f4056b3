"""What has waited for longer than its limit, and whose turn it is."""

from collections.abc import Iterator
from typing import Any

import click

from tenprint.cli.shared import answered, output, table_of
from tenprint.client import Client
from tenprint.v1.overdue_service_pb2 import Overdue

_print_overdue = table_of(
    {
        "waits": "waiting",
        "what": "object_id",
        "whose turn": lambda one: " ".join(filter(None, (one.owner, one.address))),
        "since": lambda one: output.time_words(one.since, "minutes"),
        "limit": lambda one: output.time_words(one.deadline, "minutes"),
        "alarm": lambda one: output.time_words(one.alarm_time, "minutes"),
    },
    empty="nothing is overdue",
)


@click.command()
@click.option("--waiting", default="", help="Only this kind, such as `alert` or `release`.")
@click.option("--owner", default="", help="Only what waits for this role.")
@click.option("--address", default="", help="Only what waits for this agency or office.")
@answered(_print_overdue)
def overdue(client: Client, /, **filters: Any) -> Iterator[Overdue]:  # noqa: ANN401 - the client's arguments
    """List what has waited for longer than its limit, the longest waiting first.

    \b
    tenprint overdue --role supervisor
    tenprint overdue --role operator --waiting release --json
    """
    return client.overdue.list(**filters)
