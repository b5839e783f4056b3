"""A simulated question to a partition, asked as `cluster.asking` asks it.

When a second replica is asked, and which is asked first, the product's own `Pace` and `Turns` say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.cluster_simulation.costs import Call
from benchmarks.cluster_simulation.events import Action, Clock, Event
from benchmarks.cluster_simulation.machines import SimulatedReplica
from cluster.pace import Pace, Patience
from cluster.questions import Kind
from cluster.replicas import Turns

_LOOK_S = 0.02
"""Between two looks at whether a question may be asked twice."""


@dataclass(eq=False)
class Asker:
    """What a service knows of replicas."""

    clock: Clock
    patience: Patience
    is_hedged: bool
    stall: Callable[[], float]
    """Draws how long a question stalls."""

    def __post_init__(self) -> None:
        self.pace = Pace(self.patience)
        self.turns = Turns(lambda: self.clock.now_s)
        self.silent_count = 0


@dataclass(frozen=True)
class Work:
    """What a question asks for, and what it costs."""

    kind: Kind
    call: Call
    work_s: float


class Asking:
    """One question, until a replica has answered it or nobody has in time."""

    def __init__(
        self,
        asker: Asker,
        replicas: Sequence[SimulatedReplica],
        work: Work,
        then: Action,
        refused: Action,
    ) -> None:
        self._asker, self._replicas, self._work = asker, replicas, work
        self._then, self._refused = then, refused
        self._clock = asker.clock
        self._untried = list(asker.turns.in_order(replicas))
        self._waiting = 0
        self._asked: list[SimulatedReplica] = []
        self._slow: list[SimulatedReplica] = []
        self._is_over = False
        self._timers: list[Event] = []
        self._end = self._clock.after(asker.patience.within_s, self._give_up)
        self._send()

    def _send(self) -> None:
        for one in self._timers:
            one.call_off()
        if not self._untried:
            self._timers = [self._clock.after(self._asker.patience.again_s, self._once_more)]
            return
        replica = self._untried.pop(0)
        self._asker.pace.asked()
        self._asked.append(replica)
        self._waiting += 1
        sent_s = self._clock.now_s
        hedge_s = self._asker.pace.hedge_s(self._work.kind)
        silent_s = self._asker.patience.silent_s
        self._timers = [self._clock.after(silent_s, partial(self._silent, replica))]
        if self._asker.is_hedged and self._untried:
            self._timers.append(self._clock.after(hedge_s, self._hedge))
        delay_s = self._work.call.wire_s + self._asker.stall()
        replica.node.ask(
            self._work.call.replica_s + self._work.work_s,
            partial(self._clock.after, delay_s, partial(self._answered, replica, sent_s)),
            partial(self._clock.after, delay_s, partial(self._lost, replica)),
        )

    def _once_more(self) -> None:
        if not self._is_over:
            self._untried = list(self._asker.turns.in_order(self._replicas))
            self._send()

    def _hedge(self) -> None:
        if self._asker.pace.may_hedge():
            self._slow.append(self._asked[-1])
            self._send()
        else:
            self._timers.append(self._clock.after(_LOOK_S, self._hedge))

    def _silent(self, replica: SimulatedReplica) -> None:
        if self._untried:
            self._asker.silent_count += 1
            self._asker.turns.failed(replica)
            self._send()

    def _answered(self, replica: SimulatedReplica, sent_s: float) -> None:
        self._waiting -= 1
        if self._is_over:
            return
        self._asker.pace.took(self._work.kind, self._clock.now_s - sent_s)
        for one in self._slow:
            self._asker.turns.failed(one)
        self._asker.turns.answered(replica)
        self._finish()
        self._then()

    def _lost(self, replica: SimulatedReplica) -> None:
        self._waiting -= 1
        if not self._is_over:
            self._asker.turns.failed(replica)
            if not self._waiting:
                self._send()

    def _give_up(self) -> None:
        self._finish()
        self._refused()

    def _finish(self) -> None:
        self._is_over = True
        self._end.call_off()
        for one in self._timers:
            one.call_off()
