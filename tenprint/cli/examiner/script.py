"""A scripted examiner for tests and demonstrations."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenprint.cli.shared import connected, console, options, output, prints_json, server_packages
from tenprint.client import Client
from tenprint.reviews import ReviewClient
from tenprint.v1.review_service_pb2 import GetReviewStatisticsResponse

if TYPE_CHECKING:
    from interop.review import Decision

_SHARE = click.FloatRange(0, 1)


@click.command()
@click.option("--examiner", required=True, help="Id of the examiner who decides.")
@click.option(
    "--truth",
    type=options.EXISTING_FILE,
    required=True,
    help="CSV without heading: TCN, and an encounter or identity in IDENT of the booked person. "
    "All other candidates are strangers. Controls carry their own truth.",
)
@options.defaulted("--error-rate", type=_SHARE, default=0.0, help="Share of wrong decisions.")
@options.defaulted(
    "--cannot-decide-rate", type=_SHARE, default=0.0, help="Share of `cannot-decide`."
)
@options.defaulted("--seed", type=int, default=0, help="Seed that chooses the wrong decisions.")
@prints_json(GetReviewStatisticsResponse)
@connected
def script(
    client: Client,
    examiner: str,
    truth: Path,
    error_rate: float,
    cannot_decide_rate: float,
    seed: int,
    as_json: bool,
) -> None:
    """Decide about all waiting items, from a file with the truth: for tests and demonstrations.

    The command needs both roles, because it reads the list of items to know candidates by name.

    \b
    tenprint review script --role examiner --role supervisor --examiner ex-1 --truth truth.csv
    """
    with server_packages():
        from interop.review import ScriptedExaminer

        work = _ClientWork(client.reviews, _known(truth))
        is_mate = work.mates.__contains__
        decider = ScriptedExaminer(examiner, is_mate, error_rate, cannot_decide_rate, seed)
        count = decider.work(work)
        counted = client.reviews.statistics() if as_json else None
    if counted is not None:
        output.print_json(counted)
        return
    console.print(f"{count} items decided by {examiner}")


@dataclass(frozen=True)
class _ClientWork:
    """Work over the service."""

    reviews: ReviewClient
    known: frozenset[tuple[str, str]]
    mates: set[str] = field(default_factory=set)
    """Ids of the candidates seen so far that are mates of their probe."""

    def next_item(self, examiner_id: str) -> tuple[str, Sequence[str]] | None:
        item = self.reviews.next_item(examiner_id)
        if item is None:
            return None
        self.mates.update(self._mates_of(item.item_id))
        return item.item_id, [one.candidate_id for one in item.candidates]

    def decide(self, item_id: str, examiner_id: str, decisions: "Mapping[str, Decision]") -> None:
        said = {one: f"REVIEW_DECISION_{what.name}" for one, what in decisions.items()}
        self.reviews.decide(item_id, examiner_id, said)

    def _mates_of(self, item_id: str) -> Iterator[str]:
        for item in self.reviews.items(item_id=item_id):
            for one in item.candidates:
                names = {(item.tcn, one.encounter_id), (item.tcn, one.identity_id)}
                if one.mated or names & self.known:
                    yield one.candidate_id


def _known(path: Path) -> frozenset[tuple[str, str]]:
    with path.open(newline="") as lines:
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(lines) if row]
    if any(len(row) != 2 for row in rows):
        raise click.BadParameter(f"{path}: each line is a TCN and an id, with a comma between")
    return frozenset((tcn, person) for tcn, person in rows)
