"""Ask all partitions at once. One that cannot be searched is an error, never a smaller answer."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

from cluster.errors import CutChangedError, PartitionUnavailableError
from cluster.pace import Pace, Patience
from cluster.questions import Answer, Fault, Kind, Question
from cluster.replicas import Copies, Directory, Replica, Turns
from cluster.sending import sent, why_none
from cluster.version import search_digest
from database.stopping import Check, never_stop
from gallery.store import Slots, gaps
from matcher.errors import CorruptRecordError

_CHECK_S = 0.02
"""Time between two checks of deadline and cancellation."""


@dataclass(frozen=True, eq=False)
class Answered:
    """An answer, and who gave it."""

    answer: Answer
    replica: str


@dataclass(eq=False)
class _Task:
    """A question to one partition, until a replica has answered it."""

    slots: Slots
    question: Question
    untried: list[Replica]
    waiting: set["Future[Answer]"] = field(default_factory=set)
    hedge_at: float = 0.0
    silent_at: float = 0.0
    again_at: float = 0.0
    faults: dict[str, Answer] = field(default_factory=dict)
    """The last fault of each replica."""
    asked: list[Replica] = field(default_factory=list)
    slow: list[Replica] = field(default_factory=list)
    """Replicas that another was asked beside, because they were slow."""
    done: Answered | None = None


@dataclass(frozen=True, eq=False)
class _Sent:
    task: _Task
    replica: Replica
    at: float


class Asker:
    """Asks the partitions of one gallery; safe for threads."""

    def __init__(
        self,
        gallery: str,
        directory: Directory,
        patience: Patience | None = None,
        digest: str | None = None,
        sets: str = "",
    ) -> None:
        """gallery: or the key of a reference set.

        digest: of the answers that are taken; otherwise of this program. sets: names the reference
        sets that are searched.
        """
        self._gallery = gallery
        self._sets = sets
        self._directory = directory
        self._digest = digest or search_digest()
        self.patience = patience or Patience()
        self.pace = Pace(self.patience)
        self._turns = Turns()

    def partitions(self) -> tuple[Slots, ...]:
        """Return the partitions, which hold every slot once. Raises PartitionUnavailableError."""
        found = tuple(sorted(self._directory.copies()))
        if fault := gaps(found):
            self._directory.look_again()
            raise PartitionUnavailableError(
                f"gallery {self._gallery} cannot be searched: {fault}: `tenprint cluster status` "
                "shows what runs"
            )
        return found

    def question(
        self, kind: Kind, watermark: int, within_s: float | None = None, **others: object
    ) -> Question:
        """Make a question about the gallery. within_s: otherwise as long as the asker waits."""
        end = self.patience.within_s if within_s is None else within_s
        return Question(
            self._gallery,
            kind,
            watermark,
            end,
            sets=self._sets,
            **others,  # type: ignore[arg-type]
        )

    def copies(self) -> Copies:
        """Return the replicas of each partition, as far as is known."""
        return self._directory.copies()

    def everyone(self) -> set[str]:
        """Return the names of all replicas that there are, also those that are not asked."""
        return {one.name for one in self._directory.everyone()}

    def ask(
        self, questions: Mapping[Slots, Question], check: Check = never_stop
    ) -> dict[Slots, Answered]:
        """Ask each partition its question, and wait for all.

        A replica that fails passes the question on to another; one that is slow competes with
        another. check: called now and then; an error it raises ends the waiting.
        Raises PartitionUnavailableError if no replica of a partition answers in time,
        CutChangedError if the partition itself has ended and others have taken its place,
        CorruptRecordError if every replica found the same damage.
        """
        run = _Run(self._directory.copies(), self._turns, self.pace, self.patience, self._digest)
        tasks = [run.begin(slots, question) for slots, question in questions.items()]
        end = time.monotonic() + self.patience.within_s
        while left := [one for one in tasks if one.done is None]:
            check()
            now = time.monotonic()
            if now > end:
                raise self._unavailable(left[0])
            if any(one.again_at and now >= one.again_at for one in left):
                self._directory.look_again()
                run.copies = self._directory.copies()
                self._check_cut([one.slots for one in left], run.copies)
            run.step(left, now)
        return {one.slots: one.done for one in tasks if one.done is not None}

    def ask_whole(
        self,
        questions: Callable[[Sequence[Slots]], Mapping[Slots, Question]],
        check: Check = never_stop,
    ) -> dict[Slots, Answered]:
        """Ask the partitions of one whole cut; those of another, if the cut ends meanwhile.

        questions: makes the questions to given partitions. Raises as `ask`.
        """
        end = time.monotonic() + self.patience.within_s
        while True:
            try:
                return self.ask(questions(self.partitions()), check)
            except CutChangedError:
                if time.monotonic() > end:
                    raise

    def tell_all(self, question: Question, wait_s: float) -> dict[str, Answer]:
        """Ask every replica, and wait for as many as answer in time, whatever they run.

        Returns answers by replica; who did not answer is lost.
        """
        told = told_by(self._directory.everyone(), [question], wait_s)
        return {replica.name: answer for _, replica, answer in told}

    def _check_cut(self, asked: Sequence[Slots], copies: Copies) -> None:
        """Raise CutChangedError if a partition has ended and the others are whole without it."""
        gone = [one for one in asked if one not in copies]
        if gone and not gaps(tuple(copies)):
            raise CutChangedError(
                f"gallery {self._gallery} is cut otherwise since a moment: partition {gone[0]} has "
                "ended"
            )

    def _unavailable(self, task: _Task) -> PartitionUnavailableError:
        said = {
            name: f"{one.fault}{one.message and f', {one.message}'}"
            for name, one in task.faults.items()
        }
        silent = {one.name: "no answer" for one in task.asked}
        known = "; ".join(f"{name}: {what}" for name, what in sorted({**silent, **said}.items()))
        return PartitionUnavailableError(
            f"gallery {self._gallery} cannot be searched: no replica of partition {task.slots} "
            f"answers within {self.patience.within_s:g} s ({known or 'none is known'}): "
            "`tenprint cluster status` shows what runs"
        )


class _Run:
    """The questions of one call of `Asker.ask`."""

    def __init__(
        self, copies: Copies, turns: Turns, pace: Pace, patience: Patience, digest: str
    ) -> None:
        self.copies = copies
        self._turns, self._pace, self._patience, self._digest = turns, pace, patience, digest
        self._sent: dict[Future[Answer], _Sent] = {}

    def begin(self, slots: Slots, question: Question) -> _Task:
        """Send a question to the first replica of a partition."""
        task = _Task(slots, question, self._turns.in_order(self.copies.get(slots, ())))
        self._send(task)
        return task

    def step(self, tasks: Sequence[_Task], now: float) -> None:
        """Send what is due, then wait a moment and take what has come."""
        for task in tasks:
            if task.again_at and now >= task.again_at:
                task.again_at = 0.0
                task.untried = self._turns.in_order(self.copies.get(task.slots, ()))
                self._send(task)
            elif task.waiting and task.untried:
                self._send_second(task, now)
        pending = [one for task in tasks for one in task.waiting]
        if not pending:
            time.sleep(_CHECK_S)
            return
        for one in wait(pending, timeout=_CHECK_S, return_when=FIRST_COMPLETED).done:
            self._take(one)

    def _send_second(self, task: _Task, now: float) -> None:
        """Ask another replica if the one that was asked is slow, or silent."""
        if now >= task.silent_at:
            self._turns.failed(task.asked[-1])
            self._send(task)
        elif now >= task.hedge_at and self._pace.may_hedge():
            task.slow.append(task.asked[-1])
            self._send(task)

    def _send(self, task: _Task) -> None:
        now = time.monotonic()
        if not task.untried:
            task.again_at = now + self._patience.again_s
            return
        replica = task.untried.pop(0)
        self._pace.asked()
        task.hedge_at = now + self._pace.hedge_s(task.question.kind)
        task.silent_at = now + self._patience.silent_s
        future = sent_to(replica, task.question)
        task.waiting.add(future)
        task.asked.append(replica)
        self._sent[future] = _Sent(task, replica, now)

    def _take(self, future: "Future[Answer]") -> None:
        sent = self._sent.pop(future)
        task = sent.task
        task.waiting.discard(future)
        if task.done is not None:
            return
        answer = _of_digest(answer_of(future), self._digest)
        if answer.fault is Fault.NONE:
            self._pace.took(task.question.kind, time.monotonic() - sent.at)
            for one in task.slow:
                # Overtaken by a replica that was asked later: otherwise each search would ask a
                # silent replica first, and wait, until the share of hedges is used up.
                self._turns.failed(one)
            self._turns.answered(sent.replica)
            task.done = Answered(answer, sent.replica.name)
            return
        self._turns.failed(sent.replica)
        task.faults[sent.replica.name] = answer
        if task.waiting:
            return
        if not task.untried and _all_damaged(task):
            raise CorruptRecordError(answer.message)
        self._send(task)


def sent_to(replica: Replica, question: Question) -> "Future[Answer]":
    """Send a question; a replica that cannot even be asked is lost."""
    return sent(replica.ask, question)


def _all_damaged(task: _Task) -> bool:
    """Tell whether all replicas found damage: the database's record itself is damaged."""
    return {one.fault for one in task.faults.values()} == {Fault.CORRUPT}


def told_by(
    replicas: Sequence[Replica], questions: Sequence[Question], wait_s: float
) -> list[tuple[Question, Replica, Answer]]:
    """Send each question to each replica at once, and wait for as many answers as come in time.

    Who did not answer is lost.
    """
    asked = [(question, one) for question in questions for one in replicas]
    sent = [sent_to(one, question) for question, one in asked]
    if wait_s:
        wait(sent, timeout=wait_s)
    return [(*pair, answer_of(future)) for pair, future in zip(asked, sent, strict=True)]


def answer_of(future: "Future[Answer]") -> Answer:
    """Return the answer that has come, or what its absence means."""
    if why := why_none(future):
        return Answer(None, -1, Fault.LOST, why)
    return future.result()


def _of_digest(answer: Answer, digest: str) -> Answer:
    """Refuse an answer of another digest."""
    if answer.fault is not Fault.NONE or answer.digest == digest:
        return answer
    return Answer(
        None, -1, Fault.FAILED, f"it answers as {answer.digest}, the service searches as {digest}"
    )
