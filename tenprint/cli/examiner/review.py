"""Decide about matches between two thresholds: what an examiner does."""

from collections.abc import Iterable
from pathlib import Path

import click

from tenprint.cli.examiner.figures import show_items, show_statistics
from tenprint.cli.examiner.script import script
from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, json_option, position_name, print_json
from tenprint.reviews import ReviewClient
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.review_service_pb2 import ReviewTask
from tenprint.v1.sample_pb2 import FingerPosition

examiner_option = click.option(
    "--examiner", required=True, help="Who decides: an id of 1 to 64 characters, not a name."
)
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the pictures, which are PNG files.",
)
DECISIONS = {
    "same": pb2.REVIEW_DECISION_SAME,
    "different": pb2.REVIEW_DECISION_DIFFERENT,
    "cannot-decide": pb2.REVIEW_DECISION_CANNOT_DECIDE,
}


@click.group()
def review() -> None:
    """Decide about matches that are too weak to go on by themselves."""


@review.command("next")
@examiner_option
@out_option
@json_option
@connected
def next_item(connection: Connection, examiner: str, out: Path | None, as_json: bool) -> None:
    """Get the item in hand, or the next one, with its pictures.

    \b
    tenprint review next --role examiner --examiner ex-17 --out item/
    """
    with connection.open() as client:
        item = client.reviews.next_item(examiner)
        if item is not None and out is not None:
            _save_prints(client.reviews, item, examiner, out)
    if as_json:
        print_json(pb2.GetNextReviewItemResponse(item=item))
        return
    if item is None:
        console.print("nothing waits")
        return
    console.print(f"item {item.item_id}")
    for candidate in item.candidates:
        fingers = ", ".join(map(position_name, candidate.fingers)) or "no prints left"
        console.print(f"  candidate {candidate.candidate_id}: {fingers}")


@review.command()
@examiner_option
@json_option
@click.argument("item")
@click.argument("decisions", nargs=-1, required=True, metavar="CANDIDATE=DECISION...")
@connected
def decide(
    connection: Connection, examiner: str, as_json: bool, item: str, decisions: tuple[str, ...]
) -> None:
    """Decide about each candidate of ITEM: `same`, `different` or `cannot-decide`; for good.

    \b
    tenprint review decide --role examiner --examiner ex-17 4f01 9c2e=same a7b1=different
    """
    with connection.open() as client:
        client.reviews.decide(item, examiner, _read_decisions(decisions))
    if as_json:
        print_json(pb2.DecideReviewItemResponse())
        return
    console.print(f"decided; see `tenprint review explain --examiner {examiner} {item} CANDIDATE`")


@review.command()
@examiner_option
@out_option
@json_option
@click.argument("item")
@click.argument("candidate")
@connected
def explain(
    connection: Connection,
    examiner: str,
    out: Path | None,
    as_json: bool,
    item: str,
    candidate: str,
) -> None:
    """Show what the matcher says of CANDIDATE of ITEM, once you have decided.

    \b
    tenprint review explain --role examiner --examiner ex-17 --out why/ 4f01 9c2e
    """
    with connection.open() as client:
        told = client.reviews.explanation(item, examiner, candidate)
        for finger in told.fingers if out is not None else ():
            drawn = client.reviews.explanation(item, examiner, candidate, finger.position)
            _save(out, f"{candidate}-{_code(finger.position)}-pairs.png", drawn.png)
    if as_json:
        print_json(told)
        return
    console.print(f"rank {told.rank}, {told.score_db:.1f} dB")
    for finger in told.fingers:
        console.print(
            f"  {position_name(finger.position)}: log10 LR {finger.llr:+.1f}, "
            f"{finger.paired_minutia_count} paired minutiae"
        )


@review.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only items still open.")
@click.option("--controls", "controls_only", is_flag=True, help="Only controls.")
@click.option("--item", default="", help="Only this item.")
@click.option("--tcn", default="", help="Only the item of this booking.")
@click.option("--examiner", default="", help="Only items given to this examiner.")
@json_option
@connected
def list_items(
    connection: Connection,
    open_only: bool,
    controls_only: bool,
    item: str,
    tcn: str,
    examiner: str,
    as_json: bool,
) -> None:
    """List items with scores and decisions, oldest first; --json: one line each.

    \b
    tenprint review list --role supervisor --open
    """
    with connection.open() as client:
        items = client.reviews.items(
            open_only=open_only,
            controls_only=controls_only,
            item_id=item,
            tcn=tcn,
            examiner_id=examiner,
        )
        show_items(items, as_json)


@review.command()
@json_option
@connected
def statistics(connection: Connection, as_json: bool) -> None:
    """Count queue, load by fingers searched, and what examiners got wrong of controls.

    \b
    tenprint review statistics --role supervisor
    """
    with connection.open() as client:
        counted = client.reviews.statistics()
    show_statistics(counted, as_json)


review.add_command(script)


def _read_decisions(texts: Iterable[str]) -> dict[str, pb2.ReviewDecision]:
    decisions: dict[str, pb2.ReviewDecision] = {}
    for text in texts:
        candidate, _, decision = text.partition("=")
        if decision not in DECISIONS or candidate in decisions:
            raise click.BadParameter(
                f"{text!r}: say CANDIDATE=same, =different or =cannot-decide, once for each"
            )
        decisions[candidate] = DECISIONS[decision]
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
