"""The folder of one invented person."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from ebts.writing import write
from matcher.types import FINGERS
from synthesis.images import encode_png, render_encounter
from synthesis.lives import life
from synthesis.people import person
from tenprint.cli.transactions import showing, synthetic


def write_person(seed: int, agency: str, folder: Path) -> Mapping[str, object]:
    """Write prints and booking of a person. Returns what is true of the person. Raises OSError."""
    who, known = person(seed), life(seed)
    prints = folder / "prints"
    prints.mkdir(parents=True, exist_ok=True)
    for position, pixels in render_encounter(who, 0).items():
        (prints / f"{int(position):02}.png").write_bytes(encode_png(pixels))
    order = synthetic.Order(
        seed=seed,
        tcn=f"SYNTHETIC-{seed:06}-1",
        agency=agency,
        destination=synthetic.DESTINATION,
        encounter=1,
    )
    drawn = synthetic.draw_prints(order)
    booking = folder / "booking.eft"
    booking.write_bytes(write(synthetic.make_transaction(order, drawn, known)))
    showing.write_card(showing.judge(booking), folder / "card.png")
    return {
        "synthetic": True,
        "seed": seed,
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
