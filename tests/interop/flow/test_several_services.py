"""Two services on one database: nothing is done twice, nothing is left, and the order holds."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from database.caller import Caller
from database.connection import Database
from database.leases import ALONE, JobRow, Leases, SharedLeases
from gallery.store.tables import EncounterRow
from interop.audit.types import Action
from interop.bookings import BookingState, OutboxRow, SubmissionRow
from interop.clock import Clock, system_clock
from interop.errors import QueryRejectedError
from interop.flow.operations import Programme
from interop.lesc.messages import LescQuery, LescReceipt
from interop.names import encounter_id, query_id, response_id
from tests.gallery.prints import enrol_people
from tests.interop.flow.several import LEASE_S, PATIENCE_S, Hold, Lesc, Service, logged, until
from tests.interop.world import ORI, submission

pytestmark = pytest.mark.postgresql

OPERATOR = Caller(ORI, frozenset({"operator"}))
HOUR = timedelta(hours=1)


def tcn_of(number: int) -> str:
    return f"TCN-{number:010}"


def lying(by: timedelta) -> Clock:
    return lambda: datetime.now(UTC) + by


def shared(database: Database, lease_s: float) -> Leases:
    return SharedLeases(database, lease_s)


def without_leases(_database: Database) -> Leases:
    return ALONE


class Site:
    """A database and a LESC, and the services on them."""

    def __init__(self, url: str, folder: Path, stack: ExitStack) -> None:
        self._url, self._stack = url, stack
        self.lesc = Lesc(folder)
        stack.callback(self.lesc.close)

    def service(
        self, clock: Clock = system_clock, *, has_leases: bool = True, lease_s: float = LEASE_S
    ) -> Service:
        leases_of = partial(shared, lease_s=lease_s) if has_leases else without_leases
        made = Service(self._url, self.lesc.line(), clock, leases_of)
        self._stack.callback(made.close)
        self.lesc.wire.flow = made.flow
        return made

    def arrived(self) -> list[str]:
        """The TCNs of what the LESC has, in the order in which it came."""
        return [case.query.tcn for case in self.lesc.desk.list_cases()[0]]


@pytest.fixture
def site(url_on_postgresql: str, tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(url_on_postgresql, tmp_path, stack)


def assert_done_once(service: Service, tcns: list[str]) -> None:
    """Check that each step of each booking had its effect once."""
    expected = Counter(encounter_id(tcn) for tcn in tcns)
    for tcn in tcns:
        assert service.flow.booking(tcn).state is BookingState.SECOND_RESPONSE_READY
    with service.database.read() as session:
        kept = select(EncounterRow.encounter_id).where(EncounterRow.gallery == "iafis")
        assert Counter(session.scalars(kept)) == expected
    released = logged(service.database, Action.RESPONSE_RELEASED)
    assert [released[response_id(tcn, "first")] for tcn in tcns] == [1] * len(tcns)
    assert set(released.values()) == {1}
    assert set(logged(service.database, Action.QUERY_SENT).values()) <= {1}


def in_thread(service: Service) -> threading.Thread:
    thread = threading.Thread(target=service.flow.run_due, daemon=True)
    thread.start()
    return thread


def test_a_booking_taken_at_one_is_watched_at_the_other(site: Site) -> None:
    one, other = site.service(), site.service()
    enrol_people(one.ident, [1, 2])
    heard: list[str | None] = []
    other.flow.add_listener(heard.append)
    one.start()
    other.start()
    tcns = [tcn_of(number) for number in range(4)]
    for number, tcn in enumerate(tcns):
        one.flow.submit(submission(tcn, 1 + number % 2, 2 + number))
    until(lambda: len(site.arrived()) == len(tcns))
    while site.lesc.desk.run_due():
        pass
    until(lambda: all(one.flow.booking(tcn).state.is_final for tcn in tcns))
    until(lambda: set(tcns) <= set(heard))
    assert_done_once(one, tcns)


def test_what_one_works_on_is_left_alone_by_the_other(site: Site) -> None:
    one, other = (site.service(lease_s=PATIENCE_S) for _ in range(2))
    tcn, free = tcn_of(1), tcn_of(2)
    one.flow.submit(submission(tcn, 1))
    hold = Hold(one.extraction)
    thread = in_thread(one)
    until(lambda: hold.has_begun)
    other.flow.submit(submission(free, 2))
    other.flow.run_due()
    assert other.flow.booking(free).state is BookingState.SECOND_RESPONSE_READY
    assert other.flow.booking(tcn).state is BookingState.RECEIVED
    hold.let_go()
    thread.join()
    assert_done_once(other, [tcn, free])


def test_what_a_dead_service_was_doing_is_taken_over_and_its_ghost_changes_nothing(
    site: Site,
) -> None:
    """Nobody renews the lease of a service that is dead, or that is frozen and comes back."""
    ghost, other = site.service(), site.service()
    tcn = tcn_of(1)
    ghost.flow.submit(submission(tcn, 1))
    hold = Hold(ghost.extraction)
    thread = in_thread(ghost)
    until(lambda: hold.has_begun)
    until(lambda: other.flow.run_due() and other.flow.booking(tcn).state.is_final)
    before = other.flow.booking(tcn)
    hold.let_go()
    thread.join()
    assert other.flow.booking(tcn) == before
    assert_done_once(other, [tcn])


def test_a_lease_is_renewed_for_as_long_as_a_step_lasts(site: Site) -> None:
    one, other = site.service(), site.service()
    tcn = tcn_of(1)
    hold = Hold(one.extraction)
    one.start()
    one.flow.submit(submission(tcn, 1))
    until(lambda: hold.has_begun)
    for _ in range(int(3 * LEASE_S / 0.1)):
        other.flow.run_due()
        threading.Event().wait(0.1)
    assert other.extraction.call_count == 0
    hold.let_go()
    until(lambda: one.flow.booking(tcn).state.is_final)
    assert_done_once(one, [tcn])


def test_a_booking_that_failed_waits_its_time_at_every_service(site: Site) -> None:
    one, other = site.service(), site.service()
    tcn = tcn_of(1)
    one.extraction.faults[b"1:2"] = OSError("no memory")
    one.flow.submit(submission(tcn, 1))
    with one.database.write() as session:
        # The next attempt is then due in minutes.
        session.get_one(SubmissionRow, tcn).attempt_count = 10
    one.flow.run_due()
    other.flow.run_due()
    assert other.extraction.call_count == 0
    assert other.flow.booking(tcn).state is BookingState.RECEIVED


@pytest.mark.parametrize("has_leases", [True, False])
def test_messages_about_one_person_keep_their_order_with_two_senders_whose_clocks_lie(
    site: Site, has_leases: bool
) -> None:
    """Without leases both send at once: as at worst, when a lease has ended too early."""
    fast = site.service(lying(HOUR), has_leases=has_leases)
    slow = site.service(lying(-HOUR), has_leases=has_leases)
    enrol_people(fast.ident, [1, 2])
    tcns = [tcn_of(number) for number in range(8)]
    for number, tcn in enumerate(tcns):
        booker = (fast, slow)[number % 3 == 0]
        booker.flow.submit(submission(tcn, 1 + number % 2, 2 + number))
        while booker.flow.run_step(tcn):
            pass
    threads = []
    for service in (fast, slow):
        service.wire.lost_acknowledgement_count = 2

        def send(service: Service = service) -> None:
            until(lambda: not service.flow._send_due() and len(site.arrived()) == len(tcns))

        threads.append(threading.Thread(target=send, daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    arrived = site.arrived()
    assert sorted(arrived) == tcns
    for person in range(2):
        assert [tcn for tcn in arrived if tcn in tcns[person::2]] == tcns[person::2]
    until(lambda: not (fast.flow._send_due() | slow.flow._send_due()))
    assert set(logged(fast.database, Action.QUERY_SENT)) <= {query_id(tcn) for tcn in tcns}
    assert set(logged(fast.database, Action.QUERY_SENT).values()) == {1}


def test_one_of_two_sends(site: Site) -> None:
    one, other = site.service(), site.service()
    enrol_people(one.ident, [1])
    for number in range(3):
        other.flow.submit(submission(tcn_of(number), 1, 2 + number))
        while other.flow.run_step(tcn_of(number)):
            pass
        one.flow.run_due()
        other.flow.run_due()
    assert one.wire.attempt_count == 3
    assert other.wire.attempt_count == 0


def test_whoever_no_longer_leads_sends_nothing_more(site: Site) -> None:
    one, other = site.service(), site.service()
    people = [1, 2, 3]
    enrol_people(one.ident, people)
    tcns = [tcn_of(number) for number in people]
    for number in people:
        one.flow.submit(submission(tcn_of(number), number, 2))
        while one.flow.run_step(tcn_of(number)):
            pass

    def freeze() -> None:
        """Let the other send all, as if this service had stood still in the middle of a call."""
        one.wire.meanwhile = lambda: None
        until(lambda: other.flow._send_due() or len(site.arrived()) == len(tcns))

    one.wire.meanwhile = freeze
    one.flow.run_due()
    assert one.wire.attempt_count == 1
    assert sorted(site.arrived()) == tcns
    assert logged(one.database, Action.QUERY_SENT) == Counter(query_id(tcn) for tcn in tcns)


def test_a_new_leader_sends_at_once_what_waited_for_the_end_of_an_outage(site: Site) -> None:
    one, other = site.service(), site.service()
    enrol_people(one.ident, [1, 2])
    other.flow.run_due()
    with other.database.write() as session:
        # The other has led, and knows of no outage.
        session.get_one(JobRow, "relay").lease_end = None
    other.flow._relay._outage = False
    one.wire.up = False
    one.flow.submit(submission(tcn_of(1), 1, 2))
    one.flow.run_due()
    assert isinstance(other.leases, SharedLeases)
    # Now the other knows that it does not lead any more.
    other.leases.renew()
    with one.database.write() as session:
        waiting = session.get_one(OutboxRow, query_id(tcn_of(1)))
        waiting.next_attempt_time = datetime.now(UTC) + HOUR
    one.flow.submit(submission(tcn_of(2), 2, 2))
    while one.flow.run_step(tcn_of(2)):
        pass
    until(lambda: other.flow.run_due() and len(site.arrived()) == 2)


class Refusing:
    """A LESC that refuses a query while something happens."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.is_refusing = True
        service.wire.submit_query = self.submit_query  # type: ignore[method-assign]
        self.meanwhile: Callable[[], None] = lambda: None

    def submit_query(self, query: LescQuery) -> LescReceipt:
        self.meanwhile()
        if self.is_refusing:
            raise QueryRejectedError("name", "is not taken")
        assert self._service.wire.desk is not None
        return self._service.wire.desk.submit(query)


def test_a_late_refusal_does_not_park_a_message_that_was_mended_meanwhile(site: Site) -> None:
    late, other = site.service(has_leases=False), site.service(has_leases=False)
    enrol_people(late.ident, [1])
    tcn = tcn_of(1)
    late.flow.submit(submission(tcn, 1, 2))
    while late.flow.run_step(tcn):
        pass
    refused_late, refused = Refusing(late), Refusing(other)

    def mend() -> None:
        refused_late.meanwhile = lambda: None
        other.flow._send_due()
        refused.is_refusing = False
        Programme(other.database, system_clock, other.flow.wake).requeue(query_id(tcn), OPERATOR)

    refused_late.meanwhile = mend
    late.flow._send_due()
    with late.database.read() as session:
        row = session.get_one(OutboxRow, query_id(tcn))
        assert row.next_attempt_time is not None
        assert row.rejected_time is None
    other.flow._send_due()
    assert site.arrived() == [tcn]


def test_bookings_that_another_service_extracts_make_room(site: Site) -> None:
    one, other = site.service(), site.service()
    one.flow._worklist._limit = 4
    for number in range(3):
        booked = submission(tcn_of(number), number + 1)
        with one.flow.entering(booked) as has_room:
            assert has_room
            one.flow.submit(booked)
    with one.flow.entering(submission(tcn_of(9), 9)) as has_room:
        assert not has_room
    other.flow.run_due()
    one.flow._worklist._counted_s = 0.0
    one.flow.run_due()
    with one.flow.entering(submission(tcn_of(9), 9)) as has_room:
        assert has_room


def test_bookings_that_another_service_took_count(site: Site) -> None:
    one, other = site.service(), site.service()
    one.flow._worklist._limit = 4
    hold = Hold(one.extraction)
    for number in range(3):
        other.flow.submit(submission(tcn_of(number), number + 1))
    thread = in_thread(one)
    until(lambda: hold.has_begun)
    with one.flow.entering(submission(tcn_of(9), 9)) as has_room:
        assert not has_room
    hold.let_go()
    thread.join()
