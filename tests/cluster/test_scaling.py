"""How many extraction workers run: decided on a clock of its own, carried out on scripted lines."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

import click
import pytest

from cluster.extraction import ExtractionWorker, Kind, QueueReport, Result, Scaler, Task
from cluster.extraction.messages import Fault, WorkerStatus
from cluster.extraction.scaling import (
    Decision,
    HeardQueue,
    Memory,
    NodeSight,
    ScalingRules,
    Sight,
    WorkerBounds,
    WorkerSight,
    decide,
)
from tenprint.cli.operator.cluster import WorkerNumbers

RULES = ScalingRules(late_s=5, settle_s=15, quiet_s=60, forget_s=5, idle_cores=0.75)
LATE_S = 6.0


@dataclass
class World:
    """Nodes whose workers do at once what is decided, on a clock that a test moves."""

    bounds: WorkerBounds
    cpu_counts: dict[str, int] = field(default_factory=lambda: {"a": 4, "b": 4})
    busy_cores: dict[str, float] = field(default_factory=dict)
    """What others than workers take."""
    now_s: float = 0.0
    used: int = 0
    """How many workers have a finger."""
    dead: set[str] = field(default_factory=set)
    ending: set[str] = field(default_factory=set)
    ends_at_once: bool = True
    workers: dict[str, list[int]] = field(default_factory=dict)
    queues: dict[str, HeardQueue] = field(default_factory=dict)
    memory: Memory = field(default_factory=lambda: Memory(0.0))
    changes: list[tuple[float, int]] = field(default_factory=list)
    """When the number of workers changed, and to what."""
    last: Decision = field(default_factory=Decision)

    @property
    def count(self) -> int:
        return sum(map(len, self.workers.values()))

    def report(self, service: str, waiting: int, oldest_s: float = LATE_S) -> None:
        self.queues[service] = HeardQueue(QueueReport(service, waiting, oldest_s), self.now_s)

    def run(self, seconds: int, **waiting: int) -> None:
        """Decide every second; services say each time how many late fingers wait."""
        for _ in range(seconds):
            self.now_s += 1
            for service, number in waiting.items():
                self.report(service, number)
            self.look()

    def look(self) -> None:
        self.last, self.memory = decide(self.memory, self._sight(), self.bounds, RULES)
        before = self.count
        for node in self.last.starting:
            here = self.workers.setdefault(node, [])
            here.append(next(number for number in range(99) if number not in here))
        if self.ends_at_once:
            for name in self.last.finishing:
                node, _, number = name.partition("/")
                self.workers[node].remove(int(number))
        else:
            self.ending.update(self.last.finishing)
        for node, here in self.workers.items():
            assert len(here) <= self.bounds.most_on(self.cpu_counts[node])
        if self.count != before:
            self.changes.append((self.now_s, self.count))

    def _sight(self) -> Sight:
        left = self.used
        nodes = []
        for node, cpu_count in self.cpu_counts.items():
            seen = []
            for number in self.workers.get(node, []):
                name = f"{node}/{number}"
                is_used = left > 0
                left -= is_used
                seen.append(
                    WorkerSight(name, number, name not in self.dead, is_used, name in self.ending)
                )
            busy = self.busy_cores.get(node, 0.0) + sum(one.is_used for one in seen)
            nodes.append(NodeSight(node, cpu_count, tuple(seen), max(0.0, cpu_count - busy)))
        return Sight(self.now_s, tuple(self.queues.values()), tuple(nodes))


def test_each_node_has_its_least_number_at_once_and_a_node_that_comes_later_too() -> None:
    world = World(WorkerBounds(2, None), {"a": 4, "b": 1})
    world.look()
    assert world.workers == {"a": [0, 1], "b": [0]}
    world.cpu_counts["c"] = 8
    world.run(1)
    assert len(world.workers["c"]) == 2


def test_a_burst_doubles_the_workers_and_quiet_ends_them_to_the_least() -> None:
    world = World(WorkerBounds(1, 3))
    world.look()
    world.run(40, service=100)
    assert world.changes == [(0, 2), (1, 4), (16, 6)]
    assert "no node may have more workers" in world.last.why
    assert {len(here) for here in world.workers.values()} == {3}
    world.used = 6
    world.run(10, service=0)
    world.used = 0
    world.run(int(RULES.quiet_s) + 10, service=0)
    assert world.changes[3:] == [(50 + RULES.quiet_s + 1, 2)]
    assert world.workers == {"a": [0], "b": [0]}
    assert world.last.wanted_count == world.last.running_count == 2


def test_no_more_come_than_fingers_wait() -> None:
    world = World(WorkerBounds(1, None), {"a": 16})
    world.workers = {"a": [0, 1, 2, 3]}
    world.run(1, service=2)
    assert world.count == 6


@pytest.mark.parametrize("every_s", [1, 7, 30])
def test_a_slow_trickle_changes_nothing(every_s: int) -> None:
    """Fingers come one at a time and wait less than `late_s`."""
    world = World(WorkerBounds(1, 4))
    world.look()
    for second in range(400):
        world.used = int(second % every_s == 0)
        world.report("service", 3, oldest_s=RULES.late_s)
        world.run(1)
    assert world.changes == [(0, 2)]


def test_a_load_that_the_workers_just_carry_ends_none() -> None:
    world = World(WorkerBounds(1, 4))
    world.look()
    world.run(20, service=50)
    grown = world.count
    assert grown == 8
    for second in range(300):
        world.used = grown if second % 50 == 0 else 1
        world.run(1, service=0)
    assert world.count == grown


def test_a_dead_worker_keeps_its_place_and_saves_no_other_one_from_quiet() -> None:
    world = World(WorkerBounds(1, 2), {"a": 4})
    world.look()
    world.dead.add("a/0")
    world.run(40, service=9)
    assert world.workers == {"a": [0, 1]}
    world.run(200, service=0)
    assert world.workers == {"a": [1]}, "the one that lives is the least number"


def test_the_last_that_lives_stays_where_the_least_are_dead() -> None:
    world = World(WorkerBounds(1, 2), {"a": 4, "b": 4}, workers={"a": [0], "b": [0, 1]})
    world.dead.add("a/0")
    world.run(200, service=0)
    assert world.workers == {"a": [0], "b": [0, 1]}
    world.dead.clear()
    world.run(1, service=0)
    assert world.workers == {"a": [0], "b": [0]}


def test_queues_of_two_services_are_one_queue() -> None:
    world = World(WorkerBounds(1, None), {"a": 8}, workers={"a": [0, 1, 2, 3]})
    world.now_s = 1.0
    world.report("one", 2, oldest_s=1.0)
    world.report("other", 1, oldest_s=LATE_S)
    world.look()
    assert world.count == 7
    assert "3 fingers of 2 services wait, the oldest for 6.0 s" in world.last.why


def test_a_service_that_vanished_with_its_queue_full_has_no_fingers() -> None:
    world = World(WorkerBounds(1, None), {"a": 16}, workers={"a": [0]})
    world.run(1, service=500)
    assert world.count == 2
    world.run(int(RULES.settle_s) * 3)
    assert world.count == 2, "its last report is too old when workers may come again"
    world.run(int(RULES.quiet_s) + 5)
    assert world.count == 1


def test_silence_ends_no_worker_that_is_used() -> None:
    """Services of an earlier version report nothing."""
    world = World(WorkerBounds(1, 4), {"a": 8}, workers={"a": [0, 1, 2]}, used=3)
    world.run(200)
    assert world.count == 3
    world.used = 2
    world.run(int(RULES.quiet_s) + 2)
    assert world.count == 2
    world.used = 0
    world.run(int(RULES.quiet_s) + 2)
    assert world.count == 1
    assert "no finger of 0 services waits" in world.last.why


def test_workers_come_where_cores_are_idle_and_nowhere_else() -> None:
    world = World(WorkerBounds(1, None), busy_cores={"a": 4.0, "b": 1.0})
    world.look()
    world.run(100, service=100)
    assert world.workers["a"] == [0]
    assert len(world.workers["b"]) == 4
    world.cpu_counts["b"] = 12
    world.busy_cores["b"] = 12.0
    world.run(30, service=100)
    assert len(world.workers["b"]) == 4
    assert "no node with room has an idle core" in world.last.why


def test_one_idle_core_takes_one_worker() -> None:
    world = World(WorkerBounds(1, None), {"a": 16}, {"a": 14.6}, workers={"a": list(range(8))})
    world.run(1, service=100)
    assert world.count == 9


def test_a_worker_that_ends_still_takes_its_core_and_is_not_counted() -> None:
    world = World(WorkerBounds(1, 2), {"a": 4}, workers={"a": [0, 1]}, ends_at_once=False)
    world.run(200, service=0)
    assert world.ending == {"a/1"}
    world.run(20, service=50)
    assert world.count == 2
    assert (world.last.wanted_count, world.last.running_count) == (1, 1)


def test_fewer_than_run_are_wanted_at_once_if_the_bounds_say_so() -> None:
    world = World(WorkerBounds(1, 8), {"a": 8}, workers={"a": [0, 1, 2, 3, 4]}, used=5)
    world.dead.add("a/1")
    world.bounds = WorkerBounds(1, 3)
    decision, _ = decide(world.memory, world._sight(), world.bounds, RULES)
    assert decision.finishing == ("a/1", "a/4")


def test_without_nodes_nothing_is_decided() -> None:
    world = World(WorkerBounds(1, None), {})
    world.run(1, service=3)
    assert world.last.wanted_count == 0
    assert "no node offers CPUs" in world.last.why


@dataclass(eq=False)
class Line:
    """A worker that answers when a test lets it."""

    name: str
    life: int = 1
    extracted_count: int = 0
    is_frozen: bool = False
    finishing: "Future[Result] | None" = None
    is_ending: bool = False
    idle_s: float = 0.0
    told_s: float = 0.0

    def ask(self, task: Task) -> "Future[Result]":
        future: Future[Result] = Future()
        if task.kind is Kind.FINISH:
            self.is_ending = True
            self.finishing = future
        elif not self.is_frozen:
            future.set_result(self.says())
        return future

    def says(self) -> Result:
        fault = Fault.NOT_READY if self.is_ending else Fault.NONE
        status = WorkerStatus(*("n", self.life, self.extracted_count, 0, 0.0, 0.0))
        told = replace(status, idle_core_s=self.idle_s, told_s=self.told_s)
        return Result("", fault, status=replace(told, is_ending=self.is_ending))

    def end_finger(self) -> None:
        assert self.finishing is not None
        self.finishing.set_result(self.says())


class Ground:
    """Nodes of scripted workers."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.ended: list[str] = []
        self.is_changed = False

    def cpu_counts(self) -> Mapping[str, int]:
        return {"a": 4}

    def workers(self) -> Sequence[ExtractionWorker]:
        return list(self.lines.values())

    def is_changing(self) -> bool:
        return self.is_changed

    def start(self, node: str, number: int) -> None:
        name = f"{node}/{number}"
        assert name not in self.lines
        self.lines[name] = Line(name)

    def end(self, worker: ExtractionWorker) -> None:
        del self.lines[worker.name]
        self.ended.append(worker.name)


@dataclass
class Stage:
    """A scaler, and what it works on."""

    ground: Ground = field(default_factory=Ground)
    now_s: float = 0.0

    def __post_init__(self) -> None:
        self.scaler = Scaler(self.ground, WorkerBounds(1, 3), RULES, lambda: self.now_s)

    def run(self, seconds: int, waiting: int = 0) -> None:
        for _ in range(seconds):
            self.now_s += 1
            for one in self.ground.lines.values():
                one.told_s, one.idle_s = one.told_s + 1, one.idle_s + 4
            self.scaler.hear(QueueReport("service", waiting, LATE_S if waiting else 0.0))
            self.scaler.look()


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.run(25, waiting=9)
    assert [*made.ground.lines] == ["a/0", "a/1", "a/2"]
    return made


def test_a_worker_ends_only_after_its_finger(stage: Stage) -> None:
    stage.run(100)
    assert [one.name for one in stage.ground.lines.values() if one.is_ending] == ["a/1", "a/2"]
    assert not stage.ground.ended
    view = stage.scaler.view()
    assert (view.wanted_count, view.running_count, view.ending_count) == (1, 1, 2)
    stage.ground.lines["a/2"].end_finger()
    stage.run(1)
    assert stage.ground.ended == ["a/2"]


def test_a_worker_that_was_lost_while_it_finished_is_told_again(stage: Stage) -> None:
    """Its new process may have taken another finger."""
    stage.run(int(RULES.quiet_s) + 1)
    line = stage.ground.lines["a/2"]
    first = line.finishing
    assert first is not None
    line.life, line.is_ending = 2, False
    first.set_exception(ConnectionError("the process is gone"))
    stage.run(1)
    assert not stage.ground.ended
    assert line.finishing is not first
    line.end_finger()
    stage.run(1)
    assert stage.ground.ended == ["a/2"]


def test_a_worker_that_never_finishes_is_ended_after_a_minute(stage: Stage) -> None:
    stage.run(150)
    assert stage.ground.ended == ["a/1", "a/2"]


def test_a_worker_that_another_scaler_told_to_finish_is_ended(stage: Stage) -> None:
    stage.ground.lines["a/1"].is_ending = True
    after = Stage(stage.ground)
    after.run(3)
    stage.ground.lines["a/1"].end_finger()
    after.run(1)
    assert stage.ground.ended == ["a/1"]


def test_while_a_command_changes_the_cluster_nothing_is_done(stage: Stage) -> None:
    stage.ground.is_changed = True
    stage.ground.lines["a/0"].is_ending = True
    del stage.ground.lines["a/1"], stage.ground.lines["a/2"]
    stage.run(5, waiting=9)
    assert [*stage.ground.lines] == ["a/0"]
    assert stage.ground.lines["a/0"].finishing is None
    assert stage.scaler.view().why == "a command changes the cluster"
    stage.ground.is_changed = False
    stage.run(1)
    assert [*stage.ground.lines] == ["a/0", "a/1"]


def test_a_frozen_worker_holds_up_nobody_and_is_not_ready(stage: Stage) -> None:
    stage.ground.lines["a/1"].is_frozen = True
    stage.run(15)
    assert (stage.scaler.view().running_count, stage.scaler.view().ready_count) == (3, 2)


def test_a_worker_that_extracts_is_kept_though_no_service_reports(stage: Stage) -> None:
    for _ in range(200):
        for one in stage.ground.lines.values():
            one.extracted_count += 1
        stage.now_s += 1
        stage.scaler.look()
    assert not any(one.is_ending for one in stage.ground.lines.values())
    assert stage.scaler.view().service_count == 0


def test_cores_that_others_use_take_no_worker() -> None:
    stage = Stage()
    for _ in range(60):
        stage.now_s += 1
        for one in stage.ground.lines.values():
            one.told_s, one.idle_s = one.told_s + 1, one.idle_s + 0.5
        stage.scaler.hear(QueueReport("service", 9, LATE_S))
        stage.scaler.look()
    assert stage.ground.lines.keys() == {"a/0"}
    assert "no node with room has an idle core" in stage.scaler.view().why


@pytest.mark.parametrize(
    ("given", "least", "most", "are_fixed"),
    [
        ("0", 0, 0, True),
        ("3", 3, 3, True),
        ("cores", None, None, True),
        ("1..4", 1, 4, False),
        ("2..cores", 2, None, False),
    ],
)
def test_numbers_of_workers_are_read(
    given: str, least: int | None, most: int | None, are_fixed: bool
) -> None:
    numbers = _read(given)
    assert (numbers.least, numbers.most, numbers.are_fixed) == (least, most, are_fixed)


@pytest.mark.parametrize(
    "given", ["", "-1", "257", "0..3", "4..2", "2..2", "1..", "..3", "1..0", "cores..4", "1..2..3"]
)
def test_numbers_that_say_nothing_are_refused(given: str) -> None:
    with pytest.raises(click.BadParameter):
        _read(given)


def _read(given: str) -> WorkerNumbers:
    command = click.Command("up")
    return WorkerNumbers.read(click.Context(command), click.Option(["--workers"]), given)
