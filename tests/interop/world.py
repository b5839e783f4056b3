"""A flow between real galleries and a real LESC desk, where time and the wire are in our hands."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from database.caller import Caller
from database.connection import Database
from database.stopping import Check, never_stop
from gallery.gallery import Gallery
from gallery.types import Identification, MissingFinger, ReceivedSample
from interop.bookings.types import Booking, Charge, Subject, Submission
from interop.clock import system_clock
from interop.corrections import expungement
from interop.errors import DeliveryError, NotTakenError, QueryConflictError, QueryRejectedError
from interop.flow.flow import Flow
from interop.jurisdictions import store as jurisdictions_store
from interop.jurisdictions.rules import Jurisdiction
from interop.lesc.messages import LescAnswer, LescCase, LescQuery, LescReceipt
from interop.names import CIVIL, IAFIS, IDENT, LESC_ORI, RISC
from interop.purposes import TransactionType
from interop.roles import LESC_SYSTEM
from lesc_stub.desk import LescDesk
from lesc_stub.tables import LESC_MIGRATIONS
from lesc_stub.types import DeskSettings
from matcher.codecs import Encoding
from matcher.errors import QualityError
from matcher.types import Features, FingerPosition, ImpressionType
from tests.databases import opened_sqlite
from tests.gallery.prints import HAND, digest, finger

RESEARCH_S = 60.0
ORI = "CA0190000"
CALLER = Caller(ORI, frozenset({"booking"}), "arrest")
LESC = Caller(LESC_ORI, frozenset({LESC_SYSTEM}), "interoperability")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Extraction:
    """Takes impressions of synthetic people: the image says of whom, and which.

    `SEED:IMPRESSION` is a print of the finger that is asked for, `SEED:IMPRESSION:POSITION` of
    another finger. `unusable` is none, and what is in `faults` is raised. Meanwhile anything may
    happen.
    """

    def __init__(self) -> None:
        self.faults: dict[bytes, BaseException] = {}
        self.call_count = 0
        self.meanwhile: Callable[[], object] = lambda: None
        self.waiting: Callable[[Check], object] = lambda _: None

    def __call__(self, sample: ReceivedSample, check: Check = never_stop) -> Features:
        self.call_count += 1
        self.meanwhile()
        self.waiting(check)
        if sample.image in self.faults:
            raise self.faults[sample.image]
        if sample.image == b"unusable":
            raise QualityError("only 3 minutiae found, 8 needed: take the print again")
        seed, impression, *other = map(int, sample.image.split(b":"))
        shown = FingerPosition(other[0]) if other else sample.position
        return replace(finger(seed, impression, shown.finger), position=sample.position)


@dataclass
class Wire:
    """Between flow and desk; `up` and what it loses are ours to choose."""

    up: bool = True
    lost_acknowledgement_count: int = 0
    lost_answer_acknowledgement_count: int = 0
    attempt_count: int = 0
    meanwhile: Callable[[], object] = lambda: None
    refused_fields: dict[str, str] = field(default_factory=dict)
    """Fields that the LESC does not take with this value."""
    conflicting: str = ""
    """The booking whose query the LESC calls a conflict."""
    not_taken: str = ""
    """The booking whose query the LESC answers with a fault of its own."""
    desk: LescDesk | None = field(default=None, init=False)
    flow: Flow | None = field(default=None, init=False)

    def submit_query(self, query: LescQuery) -> LescReceipt:
        self.attempt_count += 1
        self.meanwhile()
        if not self.up:
            raise DeliveryError("UNAVAILABLE: the wire is down")
        if query.tcn == self.conflicting:
            raise QueryConflictError(f"another query has the id {query.query_id}")
        if query.tcn == self.not_taken:
            raise NotTakenError("INTERNAL: the LESC failed")
        for name, value in self.refused_fields.items():
            if getattr(query, name) == value:
                raise QueryRejectedError(name, f"{value!r} is not taken")
        assert self.desk is not None
        receipt = self.desk.submit(query)
        if self.lost_acknowledgement_count:
            self.lost_acknowledgement_count -= 1
            raise DeliveryError("UNAVAILABLE: the acknowledgement was lost")
        return receipt

    def withdraw_query(self, query_id: str, withdrawal_id: str, reason: str) -> LescReceipt:
        assert self.desk is not None
        if not self.up:
            raise DeliveryError("UNAVAILABLE: the wire is down")
        return self.desk.withdraw(query_id, withdrawal_id, reason)

    def reinstate_query(self, query_id: str, reinstatement_id: str) -> LescReceipt:
        assert self.desk is not None
        if not self.up:
            raise DeliveryError("UNAVAILABLE: the wire is down")
        return self.desk.reinstate(query_id, reinstatement_id)

    def review_citizenship(self, query_id: str, claim_id: str) -> LescReceipt:
        assert self.desk is not None
        if not self.up:
            raise DeliveryError("UNAVAILABLE: the wire is down")
        return self.desk.review_citizenship(query_id, claim_id)

    def establish_citizenship(self, query_id: str, claim_id: str, evidence: str) -> LescReceipt:
        assert self.desk is not None
        if not self.up:
            raise DeliveryError("UNAVAILABLE: the wire is down")
        return self.desk.establish_citizenship(query_id, claim_id, evidence)

    def deliver_answer(self, answer: LescAnswer) -> bool:
        if not self.up:
            raise DeliveryError("UNAVAILABLE: the wire is down")
        assert self.flow is not None
        duplicate = self.flow.deliver_answer(answer, LESC)
        if self.lost_answer_acknowledgement_count:
            self.lost_answer_acknowledgement_count -= 1
            raise DeliveryError("UNAVAILABLE: the acknowledgement was lost")
        return duplicate


class WatchedGallery(Gallery):
    """A gallery where something may happen before a search, and before what follows from it."""

    def __init__(self, name: str, database: Database) -> None:
        super().__init__(name, database, witness=expungement.witness)
        self.before_search: list[Callable[[], object]] = []
        self.after_search: list[Callable[[], None]] = []

    def identify(
        self,
        probe: Sequence[Features],
        *,
        target_fpir: float = 1e-3,
        max_candidates: int = 10,
        check: Check = never_stop,
    ) -> Identification:
        while self.before_search:
            self.before_search.pop()()
        found = super().identify(
            probe, target_fpir=target_fpir, max_candidates=max_candidates, check=check
        )
        while self.after_search:
            self.after_search.pop()()
        return found


class World:
    """Everything around a booking. `restart` is what a new process finds."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.clock = Clock()
        self.extraction = Extraction()
        self.wire = Wire()
        self.nationwide = True
        self._galleries = ExitStack()
        self.lesc_database = opened_sqlite(folder / "lesc.sqlite", migrations=LESC_MIGRATIONS)
        self.restart()

    def restart(
        self, *, real_clock: bool = False, workers: int = 2, fingers_at_once: int = 1
    ) -> None:
        """Forget all that is not in a database."""
        self._galleries.close()
        galleries = {
            name: self._galleries.enter_context(WatchedGallery(name, self.database))
            for name in (IAFIS, CIVIL, RISC, IDENT)
        }
        self.iafis, self.ident = galleries[IAFIS], galleries[IDENT]
        self.civil, self.risc = galleries[CIVIL], galleries[RISC]
        clock = system_clock if real_clock else self.clock
        self.flow = Flow(
            self.database,
            galleries,
            self.extraction,
            self.wire,
            clock=clock,
            workers=workers,
            nationwide=self.nationwide,
            fingers_at_once=fingers_at_once,
        )
        delay_s = 0.0 if real_clock else RESEARCH_S
        settings = DeskSettings(research_s=delay_s)
        self.desk = LescDesk(self.lesc_database, self.wire, settings, clock=clock)
        self.wire.flow, self.wire.desk = self.flow, self.desk

    def activate(self, day: date | None, ori: str = ORI) -> None:
        """Put an agency's jurisdiction on record, activated on a day."""
        jurisdiction = Jurisdiction(f"j-{ori}", f"County of {ori}", ori[:2], day, (ori,))
        with self.database.write() as session:
            jurisdictions_store.put(session, [jurisdiction], self.clock.now)

    def close(self) -> None:
        self._galleries.close()
        self.lesc_database.close()

    def run(self) -> None:
        """Let both sides do what is due now, until nothing is."""
        while self.flow.run_due() | self.desk.run_due():
            pass

    def complete(self, tcn: str) -> Booking:
        """See a booking through, moving time as needed."""
        for _ in range(50):
            self.run()
            if self.flow.booking(tcn).state.is_final:
                return self.flow.booking(tcn)
            self.clock.forward(RESEARCH_S)
        raise AssertionError(f"{tcn} stays {self.flow.booking(tcn).state.name}")

    def cases(self, tcn: str) -> list[LescCase]:
        """What the LESC has on record of a booking."""
        return self.desk.list_cases(tcn=tcn)[0]


def submission(
    tcn: str,
    seed: int,
    impression: int = 2,
    *,
    positions: Sequence[FingerPosition] = HAND,
    unusable: Sequence[FingerPosition] = (),
    content: str = "",
    arrest_date: date | None = None,
    caller: Caller = CALLER,
    type_of_transaction: TransactionType = TransactionType.CAR,
    retain: bool = True,
    subject: Subject | None = None,
    charges: Sequence[Charge] = (),
    missing_fingers: Sequence[MissingFinger] = (),
) -> Submission:
    """Book a person; `content` stands for what else the request held."""
    return Submission(
        tcn=tcn,
        ori=caller.ori,
        caller=caller,
        samples=tuple(
            ReceivedSample(
                position=position,
                impression=ImpressionType.LIVESCAN_PLAIN,
                image=b"unusable" if position in unusable else f"{seed}:{impression}".encode(),
                encoding=Encoding.PNG,
                resolution_ppi=500,
            )
            for position in positions
        ),
        content_digest=digest(f"{tcn} {seed} {impression} {content}"),
        arrest_date=arrest_date,
        type_of_transaction=type_of_transaction,
        retain=retain,
        subject=subject or Subject(),
        charges=tuple(charges),
        missing_fingers=tuple(missing_fingers),
    )


@contextmanager
def sqlite_world(folder: Path) -> Iterator[World]:
    """A world on a database of its own."""
    with closing(opened_sqlite(folder / "tenprint.db")) as database:
        made = World(database, folder)
        yield made
        made.close()
