"""Move the replicas of a cluster, cut its galleries anew, and replace its version."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.operator.cluster_joined import address_option, joined_to
from tenprint.cli.operator.gallery_data import open_settings
from tenprint.cli.shared import console, progress_console, shown

if TYPE_CHECKING:
    from rich.console import Console

    from cluster.moving import Move, Mover, Roller
    from cluster.on_ray import RayGround


class DrainedNode(TypedDict):
    """A node, and whether it takes replicas."""

    node: str
    is_drained: bool


def _tell_node(found: DrainedNode) -> None:
    says = "holds no replica any more" if found["is_drained"] else "takes replicas again"
    console.print(f"node {found['node']} {says}")


@click.command()
@address_option
@click.argument("node")
@click.option(
    "--fewer",
    is_flag=True,
    help="End replicas that find no place elsewhere, if their partition keeps another replica.",
)
@shown(_tell_node)
def drain(address: str, node: str, fewer: bool) -> DrainedNode:
    """Move all replicas away from NODE while searches go on; it takes no new ones.

    NODE is the address of a node, or the beginning of its id, as `tenprint cluster status` shows
    them. Each replica is built on another node, and the old one ends once the new one is ready. Run
    the same again after it was interrupted.

    \b
    tenprint cluster drain 10.0.0.7
    tenprint cluster drain 5f3a9c --fewer
    """
    with _mover(address) as (mover, ground):
        from cluster.moving import find_node

        mover.drain(find_node(ground.layout(), node), fewer=fewer)
    return DrainedNode(node=node, is_drained=True)


@click.command()
@address_option
@click.argument("node")
@shown(_tell_node)
def undrain(address: str, node: str) -> DrainedNode:
    """Let NODE take replicas again; `tenprint cluster rebalance` moves some there.

    \b
    tenprint cluster undrain 10.0.0.7
    """
    with _mover(address) as (_, ground):
        from cluster.moving import find_node

        ground.open_node(find_node(ground.layout(), node))
    return DrainedNode(node=node, is_drained=False)


class PlannedMove(TypedDict):
    """A replica that is built on a node."""

    replica: str
    address: str
    node_id: str


class RebalancePlan(TypedDict):
    """What `cluster rebalance --json` prints."""

    building: list[PlannedMove]
    ending: list[str]
    """Replicas that end once the others are ready."""
    is_done: bool
    """Whether it was carried out; not with `--plan`."""


def _tell_plan(plan: RebalancePlan) -> None:
    if plan["is_done"]:
        console.print(f"built {len(plan['building'])} replicas, ended {len(plan['ending'])}")
    else:
        _print_plan(plan, console)


def _print_plan(plan: RebalancePlan, to: "Console") -> None:
    _print_moves(plan["building"], plan["ending"], to)


def _print_moves(building: list[PlannedMove], ending: list[str], to: "Console") -> None:
    for one in building:
        to.print(f"to build: {one['replica']} on {one['address']} ({one['node_id'][:12]})")
    for name in ending:
        to.print(f"to end: {name}")
    if not building and not ending:
        to.print("there is nothing to move")


@click.command()
@address_option
@click.option(
    "--partitions",
    type=click.IntRange(1, 4_096),
    help="Cut every gallery into so many parts, instead of moving them.",
)
@click.option("--plan", is_flag=True, help="Only print what would be done.")
@shown(_tell_plan)
def rebalance(address: str, partitions: int | None, plan: bool) -> RebalancePlan:
    """Spread the replicas evenly over the nodes, or change the cut, while searches go on.

    Replicas are built in their new places one at a time, and the old ones end once the new ones are
    ready. A new cut is built beside the old one, which needs room for both. Run the same again
    after it was interrupted.

    \b
    tenprint cluster rebalance --plan
    tenprint cluster rebalance
    tenprint cluster rebalance --partitions 8
    """
    with _mover(address, changes=not plan) as (mover, _):
        if partitions:
            moves, ending = mover.recut_plan(partitions)
        else:
            moves = mover.planned()
            ending = [*mover.unfinished(), *(one.replica for one in moves)]
        found = RebalancePlan(
            building=_rows(moves),
            ending=[str(one) for one in ending],
            is_done=not plan,
        )
        if plan:
            return found
        _print_plan(found, progress_console)
        if partitions:
            mover.recut(partitions)
        else:
            mover.rebalance()
        return found


class RolledVersion(TypedDict):
    """What `cluster roll --json` prints."""

    digest: str
    """Names all that decides what a search finds: the version that is installed here."""
    build: str
    """Names the program that is installed here."""
    restarting: list[str]
    """Replicas whose process begins again in its place."""
    building: list[PlannedMove]
    ending: list[str]
    """Replicas that end once others are ready and no service needs them."""
    workers: list[str]
    """Extraction workers that are replaced, each after its finger."""
    is_done: bool
    """Whether it was carried out; not with `--plan`."""


def _tell_roll(found: RolledVersion) -> None:
    if not found["is_done"]:
        _print_roll(found, console)
    else:
        console.print(f"all replicas run {found['digest']}, build {found['build']}")
        console.print(f"{len(found['workers'])} extraction workers were replaced")


def _print_roll(found: RolledVersion, to: "Console") -> None:
    to.print(f"to {found['digest']}, build {found['build']}:")
    for name in found["restarting"]:
        to.print(f"to begin again: {name}")
    for name in found["workers"]:
        to.print(f"to replace: worker {name}")
    if found["building"] or found["ending"] or not found["restarting"]:
        _print_moves(found["building"], found["ending"], to)


@click.command()
@address_option
@click.option("--plan", is_flag=True, help="Only print what would be done.")
@shown(_tell_roll)
def roll(address: str, plan: bool) -> RolledVersion:
    """Replace the replicas one at a time by replicas of the version that is installed here.

    Install the version on the nodes first; what runs goes on. While both versions give the same
    answers (`digest`), each process begins again in its place. Otherwise replicas are built beside
    the old ones, which needs room for both, and the old ones end after the last service of their
    version. Extraction workers follow, each after its finger. Run the same again after it was
    interrupted.

    \b
    tenprint cluster roll --plan
    tenprint cluster roll
    """
    with _roller(address, changes=not plan) as roller:
        from cluster.on_ray import outdated_workers, renew_scaler, renew_worker
        from cluster.version import own_version

        found, version = roller.plan(), own_version()
        nodes = roller.upgraded()
        workers = outdated_workers(version.build, nodes)
        shown_plan = RolledVersion(
            digest=version.digest,
            build=version.build,
            restarting=[str(one) for one in found.restarting],
            building=_rows(found.building),
            ending=[str(one) for one in found.left],
            workers=workers,
            is_done=not plan,
        )
        if not plan:
            _print_roll(shown_plan, progress_console)
            roller.roll()
            for name in workers:
                renew_worker(name, nodes)
                progress_console.print(f"worker {name} is replaced")
            renew_scaler()
        return shown_plan


def _rows(moves: Sequence["Move"]) -> list[PlannedMove]:
    return [
        PlannedMove(replica=str(one.replica), address=one.node.address, node_id=one.node.id)
        for one in moves
    ]


@contextmanager
def _roller(address: str, *, changes: bool) -> Iterator["Roller"]:
    """Join the cluster, and yield what has replicas change to this version."""
    with open_settings(None, None, None), joined_to(address):
        from cluster.moving import Roller
        from cluster.on_ray import RayGround, changing
        from cluster.version import own_version

        with changing() if changes else nullcontext():
            yield Roller(RayGround(), own_version(), progress_console.print)


@contextmanager
def _mover(address: str, *, changes: bool = True) -> Iterator[tuple["Mover", "RayGround"]]:
    """Join the cluster, and yield what moves replicas.

    changes: keep others from changing the cluster meanwhile.
    """
    with open_settings(None, None, None), joined_to(address):
        from cluster.moving import Mover
        from cluster.on_ray import RayGround, changing

        with changing() if changes else nullcontext():
            ground = RayGround()
            yield Mover(ground, progress_console.print), ground
