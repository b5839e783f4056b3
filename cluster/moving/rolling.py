"""Replaces replicas by replicas of another version of the program, while searches go on.

Replicas of one digest answer side by side, so they are replaced one after the other, each in its
place. Answers of different digests must not meet. So replicas of a new digest are built beside the
old ones, services of either version ask their own, and the old ones end once no service asks for
them.

Nothing is written down: what each replica runs says what is left to do.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cluster.errors import ClusterError
from cluster.moving.layout import Layout, Move, Node, newest_places
from cluster.moving.steps import Ground, Program, Steps, Tell, Waits, of_one_cut, others_of
from cluster.names import ReplicaName
from cluster.version import Version
from gallery.store import Slots


@dataclass(frozen=True)
class Replacement:
    """A replica gives way to one of the same digest and the wanted build."""

    old: ReplicaName
    move: Move | None
    """The replica that is built for it; None: its process begins again in its place."""


@dataclass(frozen=True)
class RollPlan:
    """What is left to do."""

    beside: tuple[Move, ...]
    """Replicas of a new digest, which are built while the old ones answer."""
    replacements: tuple[Replacement, ...]
    ending: tuple[ReplicaName, ...]
    """Replicas of another digest, and replicas that run in a newer place too."""

    @property
    def restarting(self) -> list[ReplicaName]:
        """Return the replicas whose process begins again."""
        return [one.old for one in self.replacements if one.move is None]

    @property
    def building(self) -> list[Move]:
        """Return the replicas that are built."""
        return [*self.beside, *(one.move for one in self.replacements if one.move)]

    @property
    def left(self) -> list[ReplicaName]:
        """Return the replicas that end."""
        return [*self.ending, *(one.old for one in self.replacements if one.move)]


def planned(
    layout: Layout,
    versions: Mapping[ReplicaName, Version],
    programs: Mapping[str, Program],
    wanted: Version,
) -> RollPlan:
    """Plan a roll. Raises ClusterError if a replica finds no place.

    versions: of all replicas of the layout. programs: by the ids of nodes.
    """
    upgraded = _upgraded(programs, wanted)
    mine = [name for name in sorted(layout.places) if versions[name].digest == wanted.digest]
    ending = [name for name in sorted(layout.places) if name not in mine]
    newest = newest_places(mine)
    for name in mine:
        if newest[name.slots, name.number] != name:
            ending.append(name)
            layout = layout.without(name)
    left, generation = layout.only_on(upgraded), layout.next_generation()
    beside, replacements = list[Move](), list[Replacement]()
    for slots, number in dict.fromkeys((name.slots, name.number) for name in ending):
        if (slots, number) not in newest:
            move = Move(ReplicaName(slots, number, generation), _place(left, slots, number, wanted))
            left = left.placed(move.replica, move.node)
            beside.append(move)
    for (slots, number), old in newest.items():
        if versions[old] == wanted:
            continue
        is_alone = all(one == (slots, number) or one[0] != slots for one in newest)
        if layout.places[old] in upgraded and not is_alone:
            replacements.append(Replacement(old, None))
            continue
        move = Move(ReplicaName(slots, number, generation), _place(left, slots, number, wanted))
        left = left.placed(move.replica, move.node).without(old)
        replacements.append(Replacement(old, move))
    return RollPlan(tuple(beside), tuple(replacements), tuple(ending))


class Roller:
    """Has all replicas run one version of the program. One at a time in a cluster."""

    def __init__(
        self, ground: Ground, wanted: Version, tell: Tell, waits: Waits | None = None
    ) -> None:
        self._ground = ground
        self._wanted = wanted
        self._tell = tell
        self._steps = Steps(ground, tell, waits)

    def plan(self) -> RollPlan:
        """Plan what is left to do. Waits until every replica says what it runs.

        Raises ClusterError if two cuts run, or if a replica could not be replaced.
        """
        layout = of_one_cut(self._ground.layout())
        versions = {name: self._version(name) for name in sorted(layout.places)}
        programs = self._ground.programs()
        found = planned(layout, versions, programs, self._wanted)
        if found.building or found.restarting:
            for node in layout.nodes:
                if programs[node.id].version == self._wanted and programs[node.id].fault:
                    raise ClusterError(
                        f"a replica of this version could not work on node {node.address} "
                        f"({node.id[:8]}): {programs[node.id].fault}"
                    )
        return found

    def upgraded(self) -> set[str]:
        """Return the ids of the nodes that have the wanted version."""
        return _upgraded(self._ground.programs(), self._wanted)

    def roll(self) -> None:
        """Carry the plan out; what was begun before is finished first. Raises ClusterError."""
        self.plan()
        for name in self._mine():
            if self._version(name) == self._wanted:
                self._steps.wait_ready(name)
        self._finish()
        plan = self.plan()
        for move in plan.beside:
            self._build(move)
        # Who is not ready goes first: others wait for it, and the new version may be what mends it.
        for one in sorted(plan.replacements, key=lambda one: self._ground.missing(one.old) == ""):
            self._replace(one)
        if plan.ending:
            self._end_others(plan.ending)

    def _finish(self) -> None:
        """End replicas of the wanted digest that run in a newer place too."""
        mine = self._mine()
        newest = newest_places(mine)
        for name in mine:
            if (new := newest[name.slots, name.number]) != name:
                self._steps.wait_ready(new)
                self._steps.end([name])

    def _replace(self, one: Replacement) -> None:
        old, move = one.old, one.move
        if move is None:
            self._wait_for_another(old)
            self._tell(f"{old} begins again in its place")
            self._ground.restart(old)
            self._steps.wait_ready(old)
            if self._version(old) == self._wanted:
                return
            # Its process reads the program from elsewhere than this command: `up` said from where.
            layout = self._ground.layout()
            node = _place(layout.only_on(self.upgraded()), old.slots, old.number, self._wanted)
            move = Move(ReplicaName(old.slots, old.number, layout.next_generation()), node)
        self._build(move)
        self._steps.end([old])

    def _build(self, move: Move) -> None:
        self._tell(f"{move.replica} is built on {move.node.address} ({move.node.id[:8]})")
        self._steps.start(move.replica, move.node)
        if (found := self._version(move.replica)) != self._wanted:
            raise ClusterError(
                f"{move.replica} runs {found} and not {self._wanted}: install this version on all "
                "nodes, then run this again"
            )

    def _wait_for_another(self, name: ReplicaName) -> None:
        """Wait until a partition loses nothing with a replica: it is not ready, or another is."""
        told = False
        while self._ground.missing(name) == "" and not any(
            self._ground.missing(one) == ""
            for one in others_of(self._ground.layout(), name)
            if self._is_mine(one)
        ):
            if not told:
                self._tell(f"{name} stays until another replica of its partition is ready")
                told = True
            time.sleep(self._steps.waits.look_s)

    def _end_others(self, names: Sequence[ReplicaName]) -> None:
        """End replicas of another digest once no service looks at them or asks them any more.

        There is no longest time: their services have nobody else to ask.
        """
        self._tell(
            f"all replicas of {self._wanted.digest} are ready: start services of this version, "
            f"then end those of the other one; {', '.join(map(str, names))} end after them"
        )
        began, unseen_s, told = time.monotonic(), self._steps.waits.unseen_s, False
        while True:
            used = [one for one in names if self._used_s(one) < unseen_s]
            if time.monotonic() - began >= unseen_s:
                if not used and all(self._ground.missing(one) == "" for one in self._mine()):
                    break
                if used and not told:
                    self._tell("services of another version still run")
                    told = True
            time.sleep(self._steps.waits.look_s)
        self._steps.end_now(names)

    def _used_s(self, name: ReplicaName) -> float:
        return min(self._ground.unseen_s(name), self._ground.unasked_s(name))

    def _version(self, name: ReplicaName) -> Version:
        """Ask what a replica runs until it answers. Raises ClusterError if it has ended."""
        told = False
        while (found := self._ground.version(name)) is None:
            why = self._ground.missing(name)
            if not told:
                self._tell(f"{name} does not say which version it runs: {why}")
                told = True
            time.sleep(self._steps.waits.look_s)
        return found

    def _is_mine(self, name: ReplicaName) -> bool:
        found = self._ground.version(name)
        return found is not None and found.digest == self._wanted.digest

    def _mine(self) -> list[ReplicaName]:
        """Return the replicas that answer as the wanted version does."""
        return [name for name in sorted(self._ground.layout().places) if self._is_mine(name)]


def _upgraded(programs: Mapping[str, Program], wanted: Version) -> set[str]:
    """Return the ids of the nodes on which a replica would run a version."""
    return {node for node, one in programs.items() if one.version == wanted}


def _place(layout: Layout, slots: Slots, number: int, wanted: Version) -> Node:
    place = layout.node_for(slots, number)
    if place is None:
        there = [one.address for one in layout.nodes if not one.is_foreign]
        raise ClusterError(
            f"replica {number} of partition {slots} finds no place: of the "
            f"nodes with version {wanted} ({', '.join(there) or 'none'}) none has room and "
            "holds no other replica of the partition: install this version on more, or add nodes"
        )
    return place
