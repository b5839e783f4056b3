"""One booking of the demonstration as an EBTS file, and the files that come back."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ebts.writing import write
from tenprint.cli.demonstration.plan import PlannedBooking
from tenprint.cli.transactions import showing, synthetic
from tenprint.v1.booking_service_pb2 import ResponseFile

_EXPECTED = ["SRE", "SRE"]
"""The first response, and IDENT's."""


def write_booking(planned: PlannedBooking, agency: str, path: Path) -> bytes:
    """Write the booking as a CAR with WSQ images and slaps, and its card beside it as a picture.

    Returns the file. Raises OSError.
    """
    order = synthetic.Order(
        seed=planned.person.seed,
        tcn=planned.tcn,
        agency=agency,
        destination=synthetic.DESTINATION,
        day=planned.arrest_date,
        encounter=planned.person.booked_recipe.encounter,
    )
    data = write(synthetic.make_transaction(order, synthetic.draw_prints(order)))
    path.write_bytes(data)
    showing.write_card(showing.judge(path), path.with_suffix(".png"))
    return data


def faults_of(files: Iterable[ResponseFile], folder: Path) -> Iterator[str]:
    """Keep the response files in a folder, and say what is wrong with them. Raises OSError."""
    kinds = []
    for one in files:
        kinds.append(one.type_of_transaction)
        path = folder / f"response-{one.ordinal}.eft"
        path.write_bytes(one.file)
        verdict = showing.verdict(path)
        if not verdict.is_sound:
            yield " ".join(verdict.lines)
    if kinds != _EXPECTED:
        yield f"the response files are {kinds}, not {_EXPECTED}"
