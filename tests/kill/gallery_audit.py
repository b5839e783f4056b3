"""What must be true of a gallery that a killed process left behind."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.data.mixed_people import MixedPeople, encounter_id, identity_id
from gallery.gallery import Gallery
from gallery.index.inspection import inspect, verify_folder
from gallery.index.segmented_index import SegmentedIndex
from gallery.upkeep.upkeep import compare_with_database
from tests.gallery.damage import damage_of
from tests.kill.gallery_data import GALLERY, PARAMETERS, Place, number_of, stored_encounters

_SEARCHED_LATEST, _SEARCHED, _SEARCHED_GONE = 4, 4, 3


@dataclass
class PeopleLedger:
    """What was acknowledged, over all lives."""

    there: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    latest: list[int] = field(default_factory=list)
    """Of those there, some who were acknowledged last."""

    def take_in(self, enrolled: set[int], deleted: set[int], under_way: set[int]) -> None:
        """Note what a life acknowledged; of what was under way nothing is known."""
        self.gone |= deleted
        self.there = (self.there | enrolled) - deleted - under_way
        self.latest = sorted((enrolled & self.there) - deleted)[-_SEARCHED_LATEST:]


@dataclass
class Audit:
    """What was looked at, and what was wrong."""

    faults: list[str] = field(default_factory=list)
    replayed_count: int = 0
    """References that the start read from the database."""
    encounter_count: int = 0
    searched_count: int = 0


def audit_gallery(
    place: Place, people: MixedPeople, ledger: PeopleLedger, under_way: set[int], seed: int
) -> Audit:
    """Start on what is there, look at everything, and note in the ledger how it stands."""
    audit = Audit()
    with place.database() as database:
        gallery = Gallery(GALLERY, database, folder=place.index, index_parameters=PARAMETERS)
        with gallery:
            audit.replayed_count = gallery.catch_up()
            stored = Counter(stored_encounters(database))
            audit.encounter_count = stored.total()
            audit.faults += _audit_start(gallery, place, audit)
            audit.faults += _audit_people(stored, ledger, under_way)
            _settle(ledger, {number_of(one) for one in stored}, under_way)
            audit.faults += _audit_searches(gallery, people, ledger, audit, random.Random(seed))
        difference = compare_with_database(GALLERY, database, place.index)
        audit.faults += [difference] if difference else []
    audit.faults += audit_files(place.index)
    return audit


def audit_files(folder: Path) -> list[str]:
    """Read every file that the newest manifest names, as `tenprint gallery verify` does."""
    return [f"{one.file}: {one.where}" for one in verify_folder(folder)]


def audit_set(place: Place, rows: int, piece_rows: int) -> list[str]:
    """Start on a reference set that is being imported: whole pieces are there, and sound."""
    index = SegmentedIndex(place.reference_set, gallery="national", imported=True)
    try:
        count = index.count
        faults = [] if count % piece_rows == 0 or count == rows else [f"{count} rows are there"]
        faults += [f"{one.file}: {one.where}" for one in damage_of(index)]
    finally:
        index.close()
    return faults + audit_files(place.reference_set)


def set_content(folder: Path) -> str:
    """Digest all that the newest manifest names: two imports of one file agree in every byte."""
    files = sorted(
        (one.finger_class, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for one in inspect(folder).segments
        for path in (folder / one.name).iterdir()
    )
    return hashlib.sha256(repr(files).encode()).hexdigest()


def _audit_start(gallery: Gallery, place: Place, audit: Audit) -> Iterator[str]:
    """A kill damages nothing, and what was snapshot need not be read again."""
    status = gallery.status()
    for one in status.damaged:
        yield f"{one} is damaged"
    if audit.replayed_count and audit.replayed_count >= audit.encounter_count:
        yield f"all {audit.replayed_count} references were read from the database again"
    if gallery.reference_count != audit.encounter_count:
        yield f"{gallery.reference_count} references of {audit.encounter_count} encounters"
    for fault in audit_files(place.index):
        yield f"beside the open index, {fault}"


def _audit_people(stored: Counter[str], ledger: PeopleLedger, under_way: set[int]) -> Iterator[str]:
    numbers = {number_of(one) for one in stored}
    for number in sorted(ledger.there - numbers):
        yield f"{encounter_id(number)} was acknowledged and is lost"
    for number in sorted(numbers & ledger.gone):
        yield f"{encounter_id(number)} was deleted and is back"
    for number in sorted(numbers - ledger.there - ledger.gone - under_way):
        yield f"{encounter_id(number)} is there and was never told of"
    for name, count in stored.items():
        if count > 1:
            yield f"{name} is there {count} times"


def _settle(ledger: PeopleLedger, numbers: set[int], under_way: set[int]) -> None:
    """Now it is known what became of changes that were under way."""
    ledger.there |= under_way & numbers
    ledger.gone |= under_way - numbers


def _audit_searches(
    gallery: Gallery,
    people: MixedPeople,
    ledger: PeopleLedger,
    audit: Audit,
    random_: random.Random,
) -> Iterator[str]:
    chosen = random_.sample(sorted(ledger.there), min(_SEARCHED, len(ledger.there)))
    gone = random_.sample(sorted(ledger.gone), min(_SEARCHED_GONE, len(ledger.gone)))
    for number in {*chosen, *ledger.latest}:
        # Not always the first: of two fingers somebody else may have both.
        if not _finds(gallery, people, number):
            yield f"{identity_id(number)} is not found"
    for number in gone:
        if _finds(gallery, people, number):
            yield f"{identity_id(number)} was deleted and is found"
    audit.searched_count = len({*chosen, *ledger.latest}) + len(gone)


def _finds(gallery: Gallery, people: MixedPeople, number: int) -> bool:
    found = gallery.identify(people.probe(number)).candidates
    return identity_id(number) in {one.identity_id for one in found}
