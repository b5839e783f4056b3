"""The system that asks the LESC: the flow over its own database, without prints.

Bookings are written as they stand after an IDENT match: state, search and query in one
transaction, as the flow does. From there the flow itself goes on: relay, answers, responses.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import grpc
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database, open_database
from database.stopping import Check
from gallery.gallery import Gallery
from gallery.types import Candidate, Identification, ReceivedSample, SearchReport
from interop.backoff import Backoff
from interop.bookings import documents, outbox, store
from interop.bookings.tables import SubmissionRow
from interop.bookings.types import BookingState, Submission
from interop.clock import system_clock
from interop.flow.flow import Flow
from interop.lesc.messages import LescQuery
from interop.names import CIVIL, IAFIS, IDENT, LESC_ORI, RISC, query_id
from interop.roles import LESC_SYSTEM
from matcher.errors import TenprintError
from matcher.types import Features
from services.messages.lesc import answer_from_proto
from services.process.lesc_client import LescClient
from services.wire.status import rich_status
from tenprint.v1 import lesc_answer_service_pb2 as pb2
from tenprint.v1.lesc_answer_service_pb2_grpc import (
    LescAnswerServiceServicer,
    add_LescAnswerServiceServicer_to_server,
)

ORI = "CA0190000"
CALLER = Caller(ORI, frozenset({"booking"}), "arrest")
BACKOFF = Backoff(first_s=0.1, ceiling_s=5.0)
LESC_CALLER = Caller(LESC_ORI, frozenset({LESC_SYSTEM}))
_STATES = (
    BookingState.RECEIVED,
    BookingState.EXTRACTED,
    BookingState.SEARCHED_IN_IAFIS,
    BookingState.FIRST_RESPONSE_READY,
    BookingState.SEARCHED_IN_IDENT,
)
_REPORT = SearchReport(
    gallery="ident",
    reference_count=1_000_000,
    target_fpir=1e-5,
    threshold_db=50.0,
    matcher_version="none",
    index_version="none",
    calibration_version="none",
    stages=(),
)


def tcn(number: int) -> str:
    """Name a booking."""
    return f"LESC-SOAK-{number:06d}"


def person(number: int, people: int, seed: int) -> str:
    """Tell whose booking it is: some people are booked often, and close together."""
    chosen = random.Random(f"{seed}:{number}").betavariate(1.0, 2.0)
    return f"PERSON-{int(chosen * people):06d}"


class Answers(LescAnswerServiceServicer):
    """Takes answers as the service does, with the same reasons."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def DeliverAnswer(  # noqa: N802 - gRPC names it
        self, request: pb2.DeliverAnswerRequest, context: grpc.ServicerContext
    ) -> pb2.DeliverAnswerResponse:
        try:
            duplicate = self._flow.deliver_answer(answer_from_proto(request), LESC_CALLER)
        except TenprintError as error:
            context.abort_with_status(rich_status(error, "soak"))
        return pb2.DeliverAnswerResponse(duplicate=duplicate)


class Asker:
    """The flow and its database."""

    def __init__(self, database: Database, flow: Flow) -> None:
        self.database = database
        self.flow = flow

    def book(self, numbers: range, people: int, seed: int) -> None:
        """Write bookings that have matched, those that are not there yet."""
        for number in numbers:
            # One at a time, as they come: a long transaction would hold up answers.
            with self.database.write() as session:
                if store.content_digest(session, tcn(number)) is None:
                    book(session, number, person(number, people, seed))

    def states(self) -> dict[str, int]:
        """Count bookings by state."""
        with self.database.read() as session:
            rows = session.execute(
                select(SubmissionRow.state, func.count()).group_by(SubmissionRow.state)
            )
            return {BookingState(state).name: count for state, count in rows}


@contextmanager
def asking(data: Path, port: int, lesc_target: str) -> Iterator[Asker]:
    """Run the flow and take answers on a port until the block ends."""
    data.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        database = open_database(f"sqlite:///{data / 'tenprint.sqlite'}")
        stack.callback(database.close)
        client = LescClient(lesc_target, deadline_s=1.0)
        stack.callback(client.close)
        galleries = {
            name: stack.enter_context(Gallery(name, database, folder=data / name))
            for name in (IAFIS, CIVIL, RISC, IDENT)
        }
        flow = Flow(
            database,
            galleries,
            _extract_nothing,
            client,
            workers=1,
            backoff=BACKOFF,
            nationwide=True,
        )
        server = grpc.server(ThreadPoolExecutor(2), options=[("grpc.so_reuseport", 0)])
        add_LescAnswerServiceServicer_to_server(Answers(flow), server)
        assert server.add_insecure_port(f"127.0.0.1:{port}") == port
        server.start()
        stack.callback(lambda: server.stop(2.0).wait())
        flow.start()
        stack.callback(flow.stop)
        yield Asker(database, flow)


def book(session: Session, number: int, identity_id: str) -> None:
    """Write a booking as it stands after a match in IDENT."""
    now = system_clock()
    name = tcn(number)
    digest = name.encode().ljust(32, b"\0")
    store.insert_submission(session, Submission(name, ORI, CALLER, (), digest), now)
    session.flush()
    encounter_id = f"{identity_id}-1"
    candidate = Candidate(1, identity_id, encounter_id, 90.0, True, False, ())
    search = documents.IDENTIFICATION.dump(Identification((candidate,), _REPORT, watermark=0))
    for before, after in pairwise(_STATES):
        values = {"ident_search": search} if after is _STATES[-1] else {}
        assert store.advance(session, name, before, after, now, due=False, **values)
    outbox.add_query(
        session,
        LescQuery(
            query_id=query_id(name),
            tcn=name,
            ori=ORI,
            identity_id=identity_id,
            encounter_id=encounter_id,
            score_db=90.0,
            # Times order what was written in one transaction.
            match_time=now + timedelta(microseconds=number),
            in_custody=number % 3 > 0,
            priority=1 + number % 9,
        ),
    )


def _extract_nothing(_: ReceivedSample, _check: Check) -> Features:
    raise AssertionError("there are no prints to extract")
