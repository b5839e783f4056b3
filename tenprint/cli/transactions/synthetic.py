"""Transaction files of invented people: prints and words are drawn from a seed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from ebts.images import FINGERS_OF
from ebts.making import Heading, NewImage, compose
from ebts.records import Field, Transaction
from matcher.codecs import encode_wsq
from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.images import Slap, grow_masters, render_encounter, render_slap
from synthesis.lives import Life, life
from synthesis.people import person

Pixels = NDArray[np.uint8]

_SLAPS = (FingerPosition.PLAIN_RIGHT_FOUR, FingerPosition.PLAIN_LEFT_FOUR)
_NOTHING = "NONE"

DESTINATION = "WVIAFIS0Z"
"""DAI of an invented submission."""


@dataclass(frozen=True)
class Order:
    """Which transaction to make."""

    seed: int
    tcn: str
    agency: str
    destination: str
    type_of_transaction: str = "CAR"
    day: date = date(2012, 1, 3)
    """The day of arrest and of the submission."""
    encounter: int = 0
    record_type: int = 14
    """14 or 4. A card in Type-4 has plain thumbs at 11 and 12 and no position 15."""
    with_slaps: bool = True
    missing: tuple[tuple[int, str], ...] = ()
    """Fingers 1 to 10 without a print, and XX or UP."""
    priority: int = 4
    retain: bool = True
    case_number: str = ""


@dataclass(frozen=True, eq=False)
class Drawn:
    """The prints of an encounter."""

    rolled: Mapping[FingerPosition, Pixels]
    plain: Mapping[FingerPosition, Pixels]
    slaps: Mapping[FingerPosition, Slap]


def draw_prints(order: Order) -> Drawn:
    """Render rolled prints and slaps of the person. Missing fingers are on none of them."""
    absent = {finger for finger, _ in order.missing}
    there = [one for one in FINGERS if int(one) not in absent]
    gone = [one for one in FINGERS if int(one) in absent]
    who = person(order.seed)
    masters = grow_masters(who)
    rolled = render_encounter(
        who,
        order.encounter,
        kind=ImpressionType.LIVESCAN_ROLLED,
        positions=there,
        masters=masters,
    )
    wanted = [*_SLAPS, *([FingerPosition.PLAIN_THUMBS] if order.record_type == 14 else [])]
    slaps = {
        position: render_slap(who, order.encounter, position, missing=gone, masters=masters)
        for position in wanted
        if order.with_slaps and not absent.issuperset(FINGERS_OF[position])
    }
    thumbs = {FingerPosition.RIGHT_THUMB: 11, FingerPosition.LEFT_THUMB: 12}
    plain: Mapping[FingerPosition, Pixels] = {}
    if order.with_slaps and order.record_type == 4:
        taken = render_encounter(
            who, order.encounter, positions=[one for one in thumbs if one in there], masters=masters
        )
        plain = {FingerPosition(thumbs[one]): pixels for one, pixels in taken.items()}
    return Drawn(rolled, plain, slaps)


def make_transaction(order: Order, drawn: Drawn, known: Life | None = None) -> Transaction:
    """Put prints and words into a transaction; images in WSQ. known: whose words they are."""
    whose = known or life(order.seed)
    images = [
        *(_image(at, 1, pixels) for at, pixels in drawn.rolled.items()),
        *(_image(at, 0, pixels) for at, pixels in drawn.plain.items()),
        *(_image(at, 0, slap.pixels) for at, slap in drawn.slaps.items()),
    ]
    moment = datetime.combine(order.day, time(12), UTC)
    heading = Heading(
        order.type_of_transaction,
        destination=order.destination,
        origin=order.agency,
        tcn=order.tcn,
        time=moment,
        priority=order.priority,
    )
    return compose(heading, _words(order, whose), images, record_type=order.record_type)


def _image(position: FingerPosition, impression: int, pixels: Pixels) -> NewImage:
    height, width = pixels.shape
    return NewImage(int(position), impression, width, height, "WSQ20", encode_wsq(pixels))


def _words(order: Order, whose: Life) -> list[Field]:
    """The Type-2 fields that the type of transaction needs, from the person's invented life."""
    day = f"{order.day:%Y%m%d}"
    kind = order.type_of_transaction
    born = [f"{whose.date_of_birth:%Y%m%d}"]
    said: dict[int, tuple[str | tuple[str, ...], ...]] = {
        5: ("Y" if order.retain else "N",),
        9: (order.case_number or f"SYNTHETIC {order.seed}",),
        18: (whose.name,),
        20: ("XX",),
        22: tuple(born),
        24: (whose.sex,),
        25: ("U",),
        27: ("000",),
        29: ("000",),
        31: ("XXX",),
        32: ("XXX",),
        73: (order.agency,),
    }
    if kind in {"CAR", "CNA", "CPNU"}:
        offense = f"{order.day - timedelta(days=1):%Y%m%d}"
        said |= {45: (day,), 47: ((offense, "SYNTHETIC CHARGE"),)}
    if kind in {"MAP", "NFUF"}:
        said |= {37: ("Law Enforcement",), 38: (day,)}
    if kind in {"RPIS", "TPIS"}:
        said |= {6: ("SYNTHETIC OFFICER",)}
    if kind == "RPIS":
        said |= {98: ("6",)}
    if kind == "TPIS":
        said |= {7: (order.agency,), 39: (_NOTHING,), 40: (_NOTHING,), 41: (_NOTHING,)}
    if order.missing:
        said[84] = tuple((f"{finger:02}", code) for finger, code in sorted(order.missing))
    return [Field.of(2, number, *said[number]) for number in sorted(said)]


def searched(order: Order) -> Order:
    """Leave out slaps where a search takes at most ten prints."""
    is_search = order.type_of_transaction in {"RPIS", "TPIS"}
    return replace(order, with_slaps=order.with_slaps and not is_search)
