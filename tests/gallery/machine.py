"""Everything that can be done to a gallery, in any order, beside a model of it.

A crash is a copy of the data folder as it lies at some call that changes a file; the copy is
opened and the original forgotten. That is what a killed process leaves; what a power cut takes
from the disk's cache is not shown.
"""

import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from database.connection import open_database
from gallery.errors import IdentityConflictError
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.people import ChangeRequest, enrol
from gallery.store.pruning import JournalPruner, PruningParameters
from gallery.types import Enrolment, ExtractedSample
from matcher.types import FINGERS, Features, FingerPosition
from tests.databases import copy_sqlite
from tests.gallery.damage import damage_of
from tests.gallery.model import Model, Reference, Taken
from tests.gallery.prints import CALLER, NOW, digest, failed_sample, prints, samples
from tests.gallery.segments import segments_of

SMALL = IndexParameters(
    seal_count=4, tail_count=2, replay_count=24, tier_factor=2, background=False
)  # fmt: skip
PEOPLE = 24
FINGER_SETS: dict[str, Sequence[FingerPosition]] = {
    "ten": FINGERS[:8],
    "two index": (FINGERS[1], FINGERS[6]),
    "one": (FINGERS[1],),
    "hand": FINGERS[:4],
    "none": (),
}
FILE_CALLS = ("pwrite", "fsync", "fdatasync", "replace", "rename", "unlink", "rmdir", "ftruncate")

# Nothing is to outlast a power cut here, so syncing need not wait for a disk.
_MEMORY = next((one for one in ("/dev/shm",) if os.access(one, os.W_OK)), None)

CHOICE = st.integers(0, 2**16)
PERSON = st.integers(1, PEOPLE)
IMPRESSION = st.integers(1, 3)
FINGER_SET = st.sampled_from(sorted(FINGER_SETS))
T = TypeVar("T")


class GalleryMachine(RuleBasedStateMachine):
    """Steps of a gallery whose index seals and merges at a few rows."""

    steps: ClassVar[Counter[str]] = Counter()
    """What was done, over all runs of this process."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="tenprint-stateful-", dir=_MEMORY))
        self.places = count(1)
        self.numbers = count(1)
        self.model = Model()
        self.expunged: set[bytes] = set()
        self.deleted: set[bytes] = set()
        (self.root / "0").mkdir()
        copy_sqlite(self.root / "0" / "tenprint.db")
        self._open(self.root / "0")

    def teardown(self) -> None:
        """Start once more, look at everything, and clear away."""
        try:
            self._work("restart", 0)
            self.agrees()
            self._work("keep", 0)
            assert damage_of(self.index) == []
            self._close()
        finally:
            shutil.rmtree(self.root)

    @rule(person=PERSON, impression=IMPRESSION, fingers=FINGER_SET)
    def enrol(self, person: int, impression: int, fingers: str) -> None:
        self._enrol(None, self._taken(person, impression, fingers))

    @precondition(lambda self: self.model.living)
    @rule(choice=CHOICE, person=PERSON, impression=IMPRESSION, fingers=FINGER_SET)
    def enrol_joining(self, choice: int, person: int, impression: int, fingers: str) -> None:
        self._enrol(pick(self.model.living, choice), self._taken(person, impression, fingers))

    @rule(people=st.lists(PERSON, min_size=2, max_size=6), fingers=FINGER_SET)
    def enrol_many(self, people: list[int], fingers: str) -> None:
        self._count("enrol many")
        taken = [self._taken(person, 1, fingers) for person in people]
        ids = self._enrol_in_database([_enrolment(one) for one in taken])
        self.gallery.catch_up()
        for identity_id, one in zip(ids, taken, strict=True):
            self.model.enrol(identity_id, one)

    @rule(person=PERSON, impression=IMPRESSION, fingers=FINGER_SET)
    def enrolled_by_another_process(self, person: int, impression: int, fingers: str) -> None:
        """The index learns of it with the next search."""
        self._count("enrol elsewhere")
        taken = self._taken(person, impression, fingers)
        [identity_id] = self._enrol_in_database([_enrolment(taken)])
        self.model.enrol(identity_id, taken)
        self._search(prints(person, 4, FINGERS[:4]))

    @precondition(lambda self: self.model.encounters)
    @rule(choice=CHOICE)
    def delete(self, choice: int) -> None:
        self._delete(choice, expunge=False)

    @precondition(lambda self: self.model.encounters)
    @rule(choice=CHOICE)
    def expunge(self, choice: int) -> None:
        self._delete(choice, expunge=True)

    @precondition(lambda self: len(self.model.living) > 1)
    @rule(source=CHOICE, into=CHOICE)
    def merge(self, source: int, into: int) -> None:
        one = pick(self.model.living, source)
        other = pick([it for it in self.model.living if it != one], into)
        self._count("merge")
        change = self.gallery.identities.merge(one, other, self._request())
        self.model.move(change.change_id, one, other, list(self.model.identities[one]))

    @precondition(lambda self: any(len(one) > 1 for one in self.model.identities.values()))
    @rule(choice=CHOICE, which=st.integers(1, 255))
    def split(self, choice: int, which: int) -> None:
        several = [one for one in self.model.living if len(self.model.identities[one]) > 1]
        source = pick(several, choice)
        taken = self.model.identities[source]
        going = [one for n, one in enumerate(taken) if which >> n & 1] or taken[:1]
        going = going[: len(taken) - 1]
        self._count("split")
        ids = [one.encounter_id for one in going]
        change = self.gallery.identities.split(source, ids, self._request())
        self.model.move(change.change_id, source, change.to_identity_id, going)

    @precondition(lambda self: len(self.model.living) > 1)
    @rule(choice=CHOICE, into=CHOICE)
    def move(self, choice: int, into: int) -> None:
        source, taken = pick(self.model.encounters, choice)
        other = pick([it for it in self.model.living if it != source], into)
        self._count("move")
        change = self.gallery.identities.move_encounter(
            taken.encounter_id, source, other, self._request()
        )
        self.model.move(change.change_id, source, other, [taken])

    @precondition(lambda self: self.model.changes)
    @rule(choice=CHOICE)
    def undo(self, choice: int) -> None:
        change_id = pick(list(self.model.changes), choice)
        if self.model.can_undo(change_id):
            self._count("undo")
            undone = self.gallery.identities.undo(change_id, self._request())
            self.model.undo(change_id, undone.change_id)
        else:
            self._count("undo refused")
            with pytest.raises(IdentityConflictError):
                self.gallery.identities.undo(change_id, self._request())

    @rule(person=PERSON, impression=st.integers(1, 4), fingers=FINGER_SET)
    def search(self, person: int, impression: int, fingers: str) -> None:
        self._count("search")
        self._search(prints(person, impression, FINGER_SETS[fingers]))

    @precondition(lambda self: self.model.encounters)
    @rule(choice=CHOICE, fingers=FINGER_SET)
    def search_again(self, choice: int, fingers: str) -> None:
        """Search with what was enrolled: that person is there."""
        self._count("search enrolled")
        _, taken = pick(self.model.encounters, choice)
        self._search(taken.features)

    @rule(work=st.sampled_from(["seal", "compact", "merge all", "snapshot", "keep", "rebuild"]))
    def keep_house(self, work: str) -> None:
        self._work(work, 0)

    @rule()
    def restart(self) -> None:
        self._work("restart", 0)

    @rule(
        work=st.sampled_from(
            ["rest", "seal", "merge all", "snapshot", "keep", "rebuild", "restart", "expunge"]
        ),
        call=st.integers(0, 60),
        choice=CHOICE,
    )
    def crash(self, work: str, call: int, choice: int) -> None:
        """Kill during some work, before its nth call that changes a file, and start again."""
        self._count("crash")
        place = self.root / str(next(self.places))
        with at_call(call, lambda: copy_as_it_lies(self.place, place)):
            self._work(work, choice)
        before = self.place
        self._forget()
        shutil.rmtree(before)
        self._open(place)

    @precondition(lambda self: self.model.encounters)
    @rule(
        work=st.sampled_from(["seal", "merge all"]),
        call=st.integers(0, 40),
        choice=CHOICE,
        expunge=st.booleans(),
    )
    def delete_meanwhile(self, work: str, call: int, choice: int, expunge: bool) -> None:
        """Whoever goes while segments are made of others does not come back with the new ones."""
        self._count("delete meanwhile")
        with at_call(call, lambda: self._delete(choice, expunge=expunge)):
            self._work(work, 0)

    @rule(kept=st.integers(1, 12))
    def prune(self, kept: int) -> None:
        """Let the journal forget what this index does not need any more."""
        self._count("prune")
        self._prune(self.index.settled_change, kept)

    @rule(kept=st.integers(1, 12))
    def pruned_by_another_process(self, kept: int) -> None:
        """Its index has come further: this one may have to begin anew."""
        self._count("prune elsewhere")
        self._prune(2**62, kept)
        self.gallery.catch_up()

    def _prune(self, settled: int, kept: int) -> None:
        parameters = PruningParameters(kept, least_count=1)
        JournalPruner("iafis", self.database, parameters).prune(settled)

    @invariant()
    def agrees(self) -> None:
        """No lost, ghost or duplicate reference, each of whom it should be."""
        expected = self.model.references()
        assert not self.gallery.status().damaged
        ids = self.index.scan(_SOMEBODY, 10_000).reference_ids
        assert len(set(ids.tolist())) == len(ids) == self.index.count == expected.total()
        names = self.gallery._names(ids.tolist())
        records = self.index.records(ids)
        found = {one: Reference(*names[one], records[one].templates) for one in ids.tolist()}
        assert Counter(found.values()) == expected
        if found:
            self._is_near(pick(sorted(found), self.steps.total()), found)

    def _is_near(self, one: int, found: dict[int, Reference]) -> None:
        """Whoever is there is on the shortlist of his own vectors, and nearest after all."""
        vectors = found[one].vectors
        [shortlist] = self.index.shortlist(vectors[np.newaxis], 10_000)
        assert sorted(shortlist.reference_ids.tolist()) == sorted(found)
        finger_count = np.any(vectors != 0, axis=1).sum()
        assert self.index.rescore(vectors, [one])[0] == pytest.approx(finger_count, abs=0.1)

    def _search(self, probe: Sequence[Features]) -> None:
        """Whoever is above the threshold by comparing everybody is found, and nobody else."""
        answer = self.gallery.identify(probe, max_candidates=1_000)
        expected = self.model.scores_db(probe)
        threshold = answer.report.threshold_db
        assert answer.report.reference_count == self.model.references().total()
        assert {one.identity_id for one in answer.candidates} <= set(self.model.living)
        for one in answer.candidates:
            assert one.score_db == pytest.approx(expected[one.identity_id], abs=0.01)
        above = {one for one, score_db in expected.items() if score_db > threshold + 0.01}
        assert above <= {one.identity_id for one in answer.candidates if one.above_threshold}

    def _work(self, work: str, choice: int) -> None:
        works: dict[str, Callable[[], object]] = {
            "rest": lambda: None,
            "seal": self.index.seal,
            "compact": self.index.compact,
            "merge all": lambda: self.index.compact(force=True),
            "snapshot": self.index.snapshot,
            "keep": self._keep,
            "rebuild": self._rebuild,
            "restart": self._restart,
            "expunge": lambda: self._delete(choice, expunge=True),
        }
        if work != "expunge":
            self._count(work)
        works[work]()

    def _rebuild(self) -> None:
        self.index.rebuild()
        self.gallery.catch_up()

    def _restart(self) -> None:
        self._close()
        self._open(self.place)

    def _keep(self) -> None:
        """Do what the thread in the background would; then nothing of the expunged is left."""
        self.index_keeper.keep(snapshot=True)
        living = {one for _, taken in self.model.encounters for one in taken.templates}
        gone = self.expunged - self.deleted - living
        for path in (self.place / "index").rglob("*"):
            if gone and path.is_file():
                content = path.read_bytes()
                assert not [path for one in gone if one in content]

    def _enrol(self, identity_id: str | None, taken: Taken) -> None:
        self._count("join" if identity_id else "enrol")
        wanted = replace(_enrolment(taken), identity_id=identity_id)
        identity, _ = self.gallery.enrol(wanted, caller=CALLER, now=NOW)
        self.model.enrol(identity.identity_id, taken)

    def _enrol_in_database(self, enrolments: Sequence[Enrolment]) -> list[str]:
        """Enrol in one transaction, unknown to the index; return the identity ids."""
        with self.database.write() as session:
            rows = [
                enrol(session, "iafis", one, caller=CALLER, now=NOW, make_id=self._make_id)
                for one in enrolments
            ]
            return [row.identity_id for row in rows]

    def _delete(self, choice: int, *, expunge: bool) -> None:
        if not self.model.encounters:
            return
        self._count("expunge" if expunge else "delete")
        identity_id, taken = pick(self.model.encounters, choice)
        gone = self.gallery.delete_encounter(taken.encounter_id, expunge=expunge)
        assert gone == self.model.delete(identity_id, taken)
        (self.expunged if expunge else self.deleted).update(taken.templates)

    def _taken(self, person: int, impression: int, fingers: str) -> Taken:
        number = next(self.numbers)
        return Taken(number, f"E{number}", prints(person, impression, FINGER_SETS[fingers]))

    def _request(self) -> ChangeRequest:
        return ChangeRequest(f"R{next(self.numbers)}", CALLER, NOW)

    def _make_id(self) -> str:
        return f"P{next(self.numbers)}"

    def _count(self, step: str) -> None:
        self.steps[step] += 1

    def _open(self, place: Path) -> None:
        self.place = place
        self.database = open_database(f"sqlite:///{place / 'tenprint.db'}")
        self.gallery = Gallery(
            "iafis",
            self.database,
            folder=place / "index",
            index_parameters=SMALL,
            make_id=self._make_id,
        )
        self.index = segments_of(self.gallery)
        self.index_keeper = self.index._housekeeper
        self.gallery.catch_up()

    def _close(self) -> None:
        self.gallery.close()
        self.database.close()

    def _forget(self) -> None:
        """Let go of files without a word to them: whatever is not written yet is lost."""
        self.index._lock.release()
        self.database.close()


def pick(things: Sequence[T], choice: int) -> T:
    return things[choice % len(things)]


def _enrolment(taken: Taken) -> Enrolment:
    return Enrolment(taken.encounter_id, _samples(taken), digest(taken.encounter_id))


def _samples(taken: Taken) -> tuple[ExtractedSample, ...]:
    return samples(taken.features) or (failed_sample(FINGERS[0], "TOO_DARK"),)


def copy_as_it_lies(place: Path, copy: Path) -> None:
    subprocess.run(["cp", "--archive", "--sparse=always", place, copy], check=True)


@contextmanager
def at_call(call: int, happens: Callable[[], object]) -> Iterator[None]:
    """Let something happen before the nth call that changes files, or else at the end."""
    calls, waiting = count(), [happens]

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            if next(calls) == call and waiting:
                waiting.pop()()
            return original(*arguments, **options)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for name in FILE_CALLS:
            patch.setattr(os, name, watched(getattr(os, name)))
        yield
    if waiting:
        waiting.pop()()


_SOMEBODY = np.tile(prints(1, 1, FINGERS[:1])[0].vector, (len(FINGERS), 1))
