"""Sound transactions for tests, and the ways in which files are made wrong."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from ebts.faults import Fault
from ebts.making import Heading, NewImage, compose
from ebts.reading import read
from ebts.records import Field, Transaction
from ebts.validation import validate
from ebts.writing import write

TODAY = date(2026, 6, 15)
TIME = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
AGENCY, SERVICE = "WVTEST000", "WVIAFIS0Z"

Said = dict[int, tuple[str | tuple[str, ...], ...]]
"""Fields of Type-2: subfields by number, several items as a tuple."""
Change = Mapping[int, tuple[str | tuple[str, ...], ...] | None]
"""Fields that are changed or, by None, left out."""

DESCRIPTION: Said = {
    5: ("Y",),
    9: ("CASE 17/2026",),
    18: ("ROE,JANE JR",),
    20: ("WV",),
    22: ("19850117",),
    24: ("F",),
    25: ("U",),
    27: ("508",),
    29: ("150",),
    31: ("XXX",),
    32: ("BRO",),
    45: ("20260614",),
    47: (("20260613", "ASSAULT"), ("", "TRESPASS")),
    73: (AGENCY,),
}
"""A Type-2 record that a CAR, a CNA and a CPNU may have."""


def image(position: int, data: bytes = bytes(16), size: tuple[int, int] = (4, 4)) -> NewImage:
    """An uncompressed image; without arguments of 4 by 4 black pixels."""
    return NewImage(position, 1, *size, "NONE", data)


def card(
    changes: Change | None = None,
    *,
    kind: str = "CAR",
    images: list[NewImage] | None = None,
    record_type: int = 14,
    tcn: str = "TEST-CARD-0001",
) -> Transaction:
    """A sound CAR of ten tiny images, with some fields changed or, by None, left out."""
    said = {**DESCRIPTION, **(changes or {})}
    fields = [Field.of(2, number, *said[number] or ()) for number in sorted(said) if said[number]]
    prints = [image(position) for position in range(1, 11)] if images is None else images
    heading = Heading(kind, SERVICE, AGENCY, tcn, TIME, priority=2)
    return compose(heading, fields, prints, record_type=record_type)


def faults_of(data: bytes | Transaction) -> tuple[Fault, ...]:
    """Read and judge a file on the day of the tests."""
    written = data if isinstance(data, bytes) else write(data)
    return validate(read(written), TODAY)[1].all()
