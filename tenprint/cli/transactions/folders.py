"""The folder of one invented person."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from ebts.writing import write
from matcher.types import FINGERS
from synthesis.images import encode_png, render_encounter
from synthesis.lives import life
from synthesis.people import person
from tenprint.cli.transactions import showing, synthetic

PARTS = 6
"""Parts of about equal work in which the folder of a person is written."""
TRUTH = "truth.json"
"""Written last: a folder with this file is complete."""
_OURS = {"prints", "booking.eft", "card.png", TRUTH}


def complete_of(folder: Path, seed: int, agency: str) -> str | None:
    """Read the name of the person whose complete folder is there; None if a folder is to be made.

    A folder in which an earlier run was interrupted is made again. Raises FileExistsError if the
    folder has anything else in it.
    """
    there = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if foreign := sorted(there - _OURS):
        raise FileExistsError(f"{folder} has other files, such as {foreign[0]}")
    if TRUTH not in there:
        return None
    try:
        truth = json.loads((folder / TRUTH).read_text())
        # Earlier versions did not write the agency.
        if (truth["seed"], truth.get("agency", agency)) == (seed, agency):
            return str(truth["name"])
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise FileExistsError(f"{folder} has another person, or a booking of another agency")


def write_person(
    seed: int, agency: str, folder: Path, advance: Callable[[], None]
) -> Mapping[str, object]:
    """Write the folder of a person. Returns what is true of the person. Raises OSError.

    advance: is called after each of `PARTS` parts.
    """
    who, known = person(seed), life(seed)
    prints = folder / "prints"
    prints.mkdir(parents=True, exist_ok=True)
    for position, pixels in render_encounter(who, 0).items():
        (prints / f"{int(position):02}.png").write_bytes(encode_png(pixels))
    advance()
    order = synthetic.Order(
        seed=seed,
        tcn=f"SYNTHETIC-{seed:06}-1",
        agency=agency,
        destination=synthetic.DESTINATION,
        encounter=1,
    )
    drawn = synthetic.draw_prints(order)
    advance()
    advance()
    booking = folder / "booking.eft"
    booking.write_bytes(write(synthetic.make_transaction(order, drawn, known)))
    advance()
    judgement = showing.judge(booking)
    advance()
    showing.write_card(judgement, folder / "card.png")
    truth: Mapping[str, object] = {
        "synthetic": True,
        "seed": seed,
        "agency": agency,
        "name": known.name,
        "date_of_birth": known.date_of_birth.isoformat(),
        "booking_tcn": order.tcn,
        "arrest_date": order.day.isoformat(),
        "status_on_arrest": known.status_on(order.day).value,
        "as_of": known.as_of.isoformat(),
        "statuses": [[since.isoformat(), status.value] for since, status in known.statuses],
        "has_papers": known.has_papers,
        "patterns": {str(int(one)): who.finger(one).pattern.name.lower() for one in FINGERS},
        "slap_boxes": {
            str(int(at)): {str(int(finger)): asdict(box) for finger, box in slap.boxes.items()}
            for at, slap in drawn.slaps.items()
        },
    }
    (folder / TRUTH).write_text(json.dumps(truth, indent=2) + "\n")
    advance()
    return truth
