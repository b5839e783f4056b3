"""What an examiner does: decide about matches between two thresholds."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from tenprint.cli.examiner.figures import print_items, print_statistics
from tenprint.cli.examiner.script import script
from tenprint.cli.shared import EnumChoice, answered, console, options, output
from tenprint.client import Client
from tenprint.reviews import ReviewClient
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.review_service_pb2 import ReviewTask
from tenprint.v1.sample_pb2 import FingerPosition

examiner_option = click.option(
    "--examiner", required=True, help="Who decides: an id of 1 to 64 characters, not a name."
)
out_option = click.option(
    "--out", type=options.FOLDER, help="Folder for the pictures, as PNG files."
)
DECISION = EnumChoice(pb2.ReviewDecision)


@click.group()
def review() -> None:
    """Decide about matches that are too weak to be reported without an examiner."""


def _print_task(response: pb2.GetNextReviewItemResponse) -> None:
    if not response.HasField("item"):
        console.print("nothing waits")
        return
    console.print(f"item {response.item.item_id}")
    for candidate in response.item.candidates:
        fingers = ", ".join(map(output.position_name, candidate.fingers)) or "no prints left"
        console.print(f"  candidate {candidate.candidate_id}: {fingers}")


@review.command("next")
@examiner_option
@out_option
@answered(_print_task)
def next_item(client: Client, examiner: str, out: Path | None) -> pb2.GetNextReviewItemResponse:
    """Get the item in hand, or the next item, with its pictures.

    \b
    tenprint review next --role examiner --examiner ex-17 --out item/
    """
    item = client.reviews.next_item(examiner)
    if item is not None and out is not None:
        _save_prints(client.reviews, item, examiner, out)
    return pb2.GetNextReviewItemResponse(item=item)


def _print_decided(_: pb2.DecideReviewItemResponse) -> None:
    given = click.get_current_context().params
    words = f"--examiner {given['examiner']} {given['item']} CANDIDATE"
    console.print(f"decided; see `tenprint review explain {words}`")


@review.command()
@examiner_option
@click.argument("item")
@click.argument("decisions", nargs=-1, required=True, metavar="CANDIDATE=DECISION...")
@answered(_print_decided)
def decide(
    client: Client, examiner: str, item: str, decisions: tuple[str, ...]
) -> pb2.DecideReviewItemResponse:
    """Decide about each candidate of ITEM: `same`, `different` or `cannot-decide`; for good.

    \b
    tenprint review decide --role examiner --examiner ex-17 4f01 9c2e=same a7b1=different
    """
    client.reviews.decide(item, examiner, _read_decisions(decisions))
    return pb2.DecideReviewItemResponse()


def _print_explanation(told: pb2.GetReviewExplanationResponse) -> None:
    console.print(f"rank {told.rank}, {told.score_db:.1f} dB")
    for finger in told.fingers:
        console.print(
            f"  {output.position_name(finger.position)}: log10 LR {finger.llr:+.1f}, "
            f"{finger.paired_minutia_count} paired minutiae"
        )


@review.command()
@examiner_option
@out_option
@click.argument("item")
@click.argument("candidate")
@answered(_print_explanation)
def explain(
    client: Client, examiner: str, out: Path | None, item: str, candidate: str
) -> pb2.GetReviewExplanationResponse:
    """Show the matcher's view of CANDIDATE of ITEM, after you have decided.

    \b
    tenprint review explain --role examiner --examiner ex-17 --out why/ 4f01 9c2e
    """
    told = client.reviews.explanation(item, examiner, candidate)
    for finger in told.fingers if out is not None else ():
        drawn = client.reviews.explanation(item, examiner, candidate, finger.position)
        _save(out, f"{candidate}-{_code(finger.position)}-pairs.png", drawn.png)
    return told


@review.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only items that are open.")
@click.option("--controls", "controls_only", is_flag=True, help="Only controls.")
@click.option("--item", "item_id", help="Only this item.")
@click.option("--tcn", help="Only the item of this booking.")
@click.option("--examiner", "examiner_id", help="Only items given to this examiner.")
@click.option(
    "--supervisor",
    "supervisor_id",
    help="Who looks: an id, not a name. Nobody is examiner and supervisor on one item.",
)
@answered(print_items)
def list_items(client: Client, /, **filters: Any) -> Iterator[pb2.ReviewItem]:  # noqa: ANN401 - the client's arguments
    """List items with scores and decisions, oldest first; with --json one line for each.

    \b
    tenprint review list --role supervisor --open
    """
    return client.reviews.items(**filters)


@review.command()
@answered(print_statistics)
def statistics(client: Client) -> pb2.GetReviewStatisticsResponse:
    """Count the queue, the load by fingers searched, and the errors of examiners in controls.

    \b
    tenprint review statistics --role supervisor
    """
    return client.reviews.statistics()


review.add_command(script)


def _read_decisions(texts: Iterable[str]) -> dict[str, str]:
    decisions: dict[str, str] = {}
    for text in texts:
        candidate, _, decision = text.partition("=")
        if candidate in decisions:
            raise click.BadParameter(f"{text!r}: decide about each candidate once")
        decisions[candidate] = pb2.ReviewDecision.Name(DECISION.convert(decision, None, None))
    return decisions


def _save_prints(reviews: ReviewClient, item: ReviewTask, examiner: str, out: Path) -> None:
    shown = sorted({finger for one in item.candidates for finger in one.fingers})
    for finger in shown:
        _save(out, f"probe-{_code(finger)}.png", reviews.print(item.item_id, examiner, finger))
    for candidate in item.candidates:
        for finger in candidate.fingers:
            png = reviews.print(item.item_id, examiner, finger, candidate.candidate_id)
            _save(out, f"{candidate.candidate_id}-{_code(finger)}.png", png)


def _save(out: Path | None, name: str, png: bytes) -> None:
    assert out is not None
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(png)


def _code(finger: FingerPosition) -> str:
    return f"{int(finger):02}"
