"""Kill a process that seals, compacts, writes snapshots or loads in bulk; see that nothing is lost.

A round: the worker comes up on a gallery that was killed before; once its phase has gone on for a
random share of the time that it takes, the worker is killed; then the gallery is started again and
audited. Loads begin anew in each round, are killed once, come to their end in a second run, and
have to be what an undisturbed run makes.
"""

import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.data.mixed_people import MixedPeople
from gallery.transfer.writer import PeopleWriter
from tests.kill.gallery_audit import Audit, PeopleLedger, audit_gallery, audit_set, set_content
from tests.kill.gallery_data import GROUP_ROWS, PIECE_ROWS, Place, opened, stored_content
from tests.kill.gallery_life import UNDISTURBED_PHASES, Life, command, live
from tests.kill.gallery_worker import LOADS, Phase

_NUMBERS_A_LIFE = 1_000_000
_FILE_PEOPLE = 1_000
_ENROLLED_AT_ONCE = 500


@dataclass(frozen=True)
class GalleryKill:
    """What a round did and what it found; `faults` is empty where all is well."""

    number: int
    phase: str
    share: float
    """Of the time that the phase takes, the moment of the kill."""
    after_s: float
    within: bool
    """Whether the phase was still going on."""
    acknowledged_count: int
    """Changes, or rows of a file, before the kill."""
    under_way_count: int
    """Changes that were begun and not acknowledged."""
    recovery_s: float
    """From the kill until everything was audited; of loads, until the second run was over too."""
    replayed_count: int
    encounter_count: int
    searched_count: int
    faults: list[str]

    def as_json(self) -> dict[str, object]:
        """Give the record that is kept."""
        return asdict(self)


class GalleryHarness:
    """One gallery, killed again and again in one phase."""

    def __init__(self, folder: Path, people: MixedPeople, phase: Phase, count: int) -> None:
        """Make a gallery of `count` people. folder: for this phase alone."""
        self._folder = folder
        self._people = people
        self._phase = phase
        self._count = count
        self._life = 0
        self._made = Place(folder / "made")
        self._ledger = PeopleLedger()
        self._undisturbed, self._undisturbed_s = "", 0.0
        self._fill()
        if phase in LOADS:
            self._load_undisturbed()

    def round(self, number: int, seed: int) -> GalleryKill:
        """Kill at one random moment."""
        share = random.Random(f"{seed}:{self._phase}:{number}").uniform(0.0, 1.0)
        work = self._load if self._phase in LOADS else self._keep_house
        killed_s, life, audit = work(share)
        recovery_s = time.monotonic() - killed_s
        return GalleryKill(
            number=number,
            phase=self._phase.value,
            share=round(share, 3),
            after_s=round(life.after_s, 4),
            within=life.was_hit_within,
            acknowledged_count=len(life.enrolled) + len(life.deleted) + life.stored_rows,
            under_way_count=len(life.under_way),
            recovery_s=round(recovery_s, 3),
            replayed_count=audit.replayed_count,
            encounter_count=audit.encounter_count,
            searched_count=audit.searched_count,
            faults=_of_life(life) + audit.faults,
        )

    def _keep_house(self, share: float) -> tuple[float, Life, Audit]:
        self._life += 1

        def moment(life: Life) -> float | None:
            hit = len(life.phases_s) == UNDISTURBED_PHASES
            return share * life.phases_s[-1] if hit else None

        life = self._live(self._made, moment, first=self._life * _NUMBERS_A_LIFE)
        killed_s = time.monotonic()
        self._ledger.take_in(life.enrolled, life.deleted, life.under_way)
        audit = audit_gallery(self._made, self._people, self._ledger, life.under_way, self._life)
        return killed_s, life, audit

    def _load(self, share: float) -> tuple[float, Life, Audit]:
        place = self._copy()
        life = self._live(place, lambda _: share * self._undisturbed_s)
        killed_s = time.monotonic()
        faults = self._audit_load(place, life.stored_rows)
        second = self._live(place, lambda _: None)
        faults += [f"the second run ended with {second.status}"] if second.status else []
        audit = self._audit_loaded(place)
        if self._content(place) != self._undisturbed:
            faults.append("the second run did not make what an undisturbed one makes")
        audit.faults = faults + audit.faults
        return killed_s, life, audit

    def _audit_load(self, place: Place, stored_rows: int) -> list[str]:
        if self._phase is Phase.LOAD_SET:
            return audit_set(place, _FILE_PEOPLE, PIECE_ROWS)
        ledger = PeopleLedger(there={*range(self._count), *self._file_numbers[:stored_rows]})
        maybe = set(self._file_numbers[stored_rows:])
        return audit_gallery(place, self._people, ledger, maybe, stored_rows).faults

    def _audit_loaded(self, place: Place) -> Audit:
        if self._phase is Phase.LOAD_SET:
            faults = audit_set(place, _FILE_PEOPLE, _FILE_PEOPLE)
            return Audit(faults, encounter_count=_FILE_PEOPLE)
        ledger = PeopleLedger(there={*range(self._count), *self._file_numbers})
        ledger.latest = self._file_numbers[-3:]
        return audit_gallery(place, self._people, ledger, set(), 1)

    def _content(self, place: Place) -> str:
        if self._phase is Phase.LOAD_SET:
            return set_content(place.reference_set)
        with place.database() as database:
            return stored_content(database)

    def _live(
        self, place: Place, moment: Callable[[Life], float | None], *, first: int = 0
    ) -> Life:
        words = command(self._phase, place.data, self._people.source, first=first, most=self._count)
        return live(words, self._folder / "worker.log", moment)

    @property
    def _file_numbers(self) -> list[int]:
        return list(range(self._count, self._count + _FILE_PEOPLE))

    def _fill(self) -> None:
        with opened(self._made, self._people) as gallery:
            for first in range(0, self._count, _ENROLLED_AT_ONCE):
                gallery.enrol(range(first, min(first + _ENROLLED_AT_ONCE, self._count)))
            gallery.index.seal()
        self._ledger.there = set(range(self._count))

    def _load_undisturbed(self) -> None:
        """Write the file, load it once, and note what that made and how long it took."""
        numbers = self._file_numbers
        with PeopleWriter(self._made.file, templates=True, vectors=True) as writer:
            for first in range(0, len(numbers), GROUP_ROWS):
                writer.write(self._people.batch(numbers[first : first + GROUP_ROWS], first))
            writer.finish()
        place = self._copy()
        life = self._live(place, lambda _: None)
        faults = _of_life(life, 0) + self._audit_loaded(place).faults
        assert not faults, faults
        self._undisturbed, self._undisturbed_s = self._content(place), life.phases_s[0]

    def _copy(self) -> Place:
        place = Place(self._folder / "copy")
        shutil.rmtree(place.data, ignore_errors=True)
        shutil.copytree(self._made.data, place.data)
        return place


def _of_life(life: Life, *statuses: int) -> list[str]:
    """A worker that was not killed, or complained, has met a fault of its own."""
    expected = statuses or (-signal.SIGKILL, 0)
    faults = [] if life.status in expected else [f"the worker ended with {life.status}"]
    return faults + ([f"the worker said: {life.complaints[-1_000:]}"] if life.complaints else [])
