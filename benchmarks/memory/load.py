"""Searches by two threads, as in the service, while people come and go."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.data import TWO_INDEX, MixedPeople, encounter_id, enrolment_of
from benchmarks.memory.gallery import CALLER, FIRST_NEW
from gallery.gallery import Gallery
from matcher.types import FINGERS, FingerPosition

SEARCHERS = 2
KEPT = 20
"""The most people who have come and not gone yet."""
EXPUNGED_EACH = 10
"""Of this number of people who go, one is expunged."""
STRANGERS_EACH = 4
"""Of this number of people who are searched for, one is not enrolled."""
MIX: Sequence[tuple[int, Sequence[FingerPosition]]] = (
    (18, FINGERS),
    (1, TWO_INDEX),
    (1, TWO_INDEX[:1]),
)
"""Finger sets with their frequency in twenty searches. Searches by few fingers scan everybody's
finer codes, which costs most."""


@dataclass(frozen=True)
class Counts:
    """Amounts of work."""

    searches: int
    cycles: int
    """People who come and go."""


class Load:
    """Does the remaining work of a plan, while the caller watches."""

    def __init__(
        self, gallery: Gallery, people: MixedPeople, people_count: int, plan: Counts, done: Counts
    ) -> None:
        self._gallery = gallery
        self._people = people
        self._people_count = people_count
        self._plan = plan
        self._searches = done.searches
        self._cycles = done.cycles
        self._turn = threading.Condition()
        self._failed = False

    @property
    def done(self) -> Counts:
        """Return the work done, also by earlier runs."""
        return Counts(self._searches, self._cycles)

    def run(self, watch: Callable[[], None], *, every_s: float) -> None:
        """Do all the work; `watch` is called every `every_s` seconds, and at the end."""
        with ThreadPoolExecutor(SEARCHERS + 1, thread_name_prefix="load") as pool:
            work = [pool.submit(self._search) for _ in range(SEARCHERS)]
            work.append(pool.submit(self._change))
            try:
                while not all(one.done() for one in work):
                    time.sleep(every_s)
                    watch()
            except BaseException:
                self._fail()
                raise
            for one in work:
                one.result()
        watch()

    def _search(self) -> None:
        try:
            for number in self._search_numbers():
                self._search_for(number)
        except BaseException:
            self._fail()
            raise

    def _search_numbers(self) -> Iterator[int]:
        """Give numbers of searches, each to one thread; wait if changes lag behind."""
        while True:
            with self._turn:
                self._turn.wait_for(
                    lambda: self._failed or self._cycles_due() - self._cycles < KEPT
                )
                if self._failed or self._searches >= self._plan.searches:
                    return
                number, self._searches = self._searches, self._searches + 1
                self._turn.notify_all()
            yield number

    def _search_for(self, number: int) -> None:
        chosen = random.Random(number)  # nosec B311 # seeded, so that it can be repeated; no secret
        weights, fingers = zip(*MIX, strict=True)
        whom = chosen.randrange(self._people_count)
        if number % STRANGERS_EACH == 0:
            whom += FIRST_NEW // 2
        [some] = chosen.choices(fingers, weights)
        if len(some) == len(FINGERS):
            whom = self._people.with_all_fingers(whom)
        self._gallery.identify(self._people.probe(whom, some))

    def _change(self) -> None:
        there: deque[int] = deque()
        try:
            while not self._failed and self._cycles < self._plan.cycles:
                with self._turn:
                    self._turn.wait_for(lambda: self._failed or self._cycles < self._cycles_due())
                number = FIRST_NEW + self._cycles
                self._enrol(number)
                there.append(number)
                if len(there) > KEPT:
                    self._delete(there.popleft())
                with self._turn:
                    self._cycles += 1
                    self._turn.notify_all()
            while there:
                self._delete(there.popleft())
        except BaseException:
            self._fail()
            raise

    def _cycles_due(self) -> int:
        """Return the cycles due at the present number of searches; all at the end of searches."""
        if self._searches >= self._plan.searches:
            return self._plan.cycles
        return self._searches * self._plan.cycles // self._plan.searches

    def _enrol(self, number: int) -> None:
        enrolment = enrolment_of(encounter_id(number), self._people.probe(number))
        self._gallery.enrol(enrolment, caller=CALLER, now=datetime.now(UTC))

    def _delete(self, number: int) -> None:
        self._gallery.delete_encounter(encounter_id(number), expunge=number % EXPUNGED_EACH == 0)

    def _fail(self) -> None:
        with self._turn:
            self._failed = True
            self._turn.notify_all()
