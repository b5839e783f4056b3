"""A booking that matched a stranger in IDENT, with all that follows from it."""

from dataclasses import dataclass
from datetime import timedelta

from database.caller import Caller
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.detainer_store import read as read_detainer
from interop.cases.rows import case_row, describe
from interop.cases.tables import DetainerRow
from interop.cases.types import Case
from interop.corrections.desk import CorrectionDesk
from interop.corrections.types import CorrectionReason, CorrectionRequest
from interop.names import case_id
from tests.gallery.prints import enrol_people
from tests.interop.world import ORI, World, submission

TCN = "TCN-0000000001"
PERSON = 2
EXAMINER = Caller("DHSEXAM01", frozenset({"examiner"}), "review")
AGENCY = Caller(ORI, frozenset({"booking"}))
OFFICE = Caller("ICEIRC000", frozenset({"field_office"}))
DETAINER = f"detainer:{TCN}"


def request(correction_id: str = "correction-1", **changes: object) -> CorrectionRequest:
    """Ask for the withdrawal of the match."""
    content = {"tcn": TCN, "reason": CorrectionReason.DIFFERENT_PERSON, **changes}
    return CorrectionRequest(correction_id, **content)  # type: ignore[arg-type]


def desk_of(world: World) -> CorrectionDesk:
    """Open the desk of a world."""
    galleries = {gallery.name: gallery for gallery in (world.iafis, world.ident)}
    return CorrectionDesk(world.database, galleries, clock=world.clock)


@dataclass(frozen=True)
class Match:
    """What the world holds before the correction."""

    ident_identity_id: str
    desk: CorrectionDesk


def make_match(world: World, *, complete: bool = True) -> Match:
    """Book a person whom IDENT takes for somebody, and let a detainer's clock run on it."""
    identity_id = enrol_people(world.ident, [1, PERSON])[1]
    world.flow.submit(submission(TCN, PERSON))
    if complete:
        world.complete(TCN)
    else:
        world.wire.up = False
        world.run()
    with world.database.write() as session:
        now = world.clock()
        session.add(
            DetainerRow(
                detainer_id=DETAINER,
                case_id=case_id(TCN),
                ori=ORI,
                state=int(DetainerState.RUNNING),
                officer="officer-1",
                request_time=now,
                release_time=now,
                expire_time=now + timedelta(hours=48),
            )
        )
    return Match(identity_id, desk_of(world))


def case_of(world: World) -> Case:
    """Read the case of the match."""
    with world.database.read() as session:
        return describe(session, case_row(session, case_id(TCN)))


def detainer_of(world: World) -> Detainer:
    """Read the detainer."""
    with world.database.read() as session:
        return read_detainer(session, DETAINER)
