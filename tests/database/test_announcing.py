"""Services on one PostgreSQL hear what the others change."""

import queue
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from database.announcing import Announcements
from database.connection import open_database
from database.leases import JobRow
from tests.database.test_holding import end_all_sessions

PATIENCE_S = 10.0


class Service:
    """Writes, and hears of the rows that another service writes."""

    def __init__(self, url: str, name: str) -> None:
        self.database = open_database(url)
        self.heard: queue.Queue[str | None] = queue.Queue()
        self.announcements = Announcements(self.database, name, subject, self.heard.put)
        self.announcements.start()

    def write(self, name: str) -> None:
        with self.database.write() as session:
            session.add(JobRow(name=name))

    def hears(self) -> str | None:
        return self.heard.get(timeout=PATIENCE_S)

    def close(self) -> None:
        self.announcements.close()
        self.database.close()


def subject(row: object) -> str | None:
    return row.name if isinstance(row, JobRow) and row.name != "quiet" else None


@pytest.fixture
def services(url_on_postgresql: str) -> Iterator[tuple[Service, Service]]:
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(closing(Service(url_on_postgresql, name)))
            for name in ("one", "other")
        )
        _are_listening(one, other)
        yield one, other


def _are_listening(one: Service, other: Service) -> None:
    """Wait until both hear: a notice before that is heard by nobody."""
    for number, (speaker, listener) in enumerate([(one, other), (other, one)]):
        for attempt in range(100):
            speaker.write(f"hello {number} {attempt}")
            try:
                listener.heard.get(timeout=0.1)
                break
            except queue.Empty:
                continue
        else:
            raise AssertionError("nobody listens")
    for service in (one, other):
        while not service.heard.empty():
            service.heard.get()


def test_a_commit_is_heard_by_the_other_and_not_by_oneself(
    services: tuple[Service, Service],
) -> None:
    one, other = services
    one.write("first")
    assert other.hears() == "first"
    other.write("second")
    assert one.hears() == "second"
    assert one.heard.empty() and other.heard.empty()


def test_what_is_not_committed_or_about_nobody_is_not_heard(
    services: tuple[Service, Service],
) -> None:
    one, other = services
    with pytest.raises(ValueError, match="in the middle"), one.database.write() as session:
        session.add(JobRow(name="rolled back"))
        session.flush()
        raise ValueError("in the middle")
    one.write("quiet")
    one.write("last")
    assert other.hears() == "last"


def test_whoever_was_cut_off_is_told_that_anything_may_have_changed(
    services: tuple[Service, Service], url_on_postgresql: str
) -> None:
    one, other = services
    end_all_sessions(url_on_postgresql)
    assert other.hears() is None
    one.write("after")
    while (heard := other.hears()) is None:
        continue
    assert heard == "after"
