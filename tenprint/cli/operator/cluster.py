"""Run a service's galleries on a Ray cluster."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import click
from rich.table import Table

from tenprint.cli.operator.cluster_joined import address_option, joined_to
from tenprint.cli.operator.cluster_moves import drain, rebalance, roll, undrain
from tenprint.cli.operator.gallery_data import data_options, open_settings
from tenprint.cli.shared import console, options, print_table, shown

if TYPE_CHECKING:
    from cluster.sets import HeldSet
    from services.settings import Settings

MOST_WORKERS = 256
"""On one node."""


@dataclass(frozen=True)
class WorkerNumbers:
    """How many workers each node has."""

    least: int | None
    """None: as many as the node has CPUs."""
    most: int | None
    """As above; the same as `least` if the number is fixed."""

    @property
    def are_fixed(self) -> bool:
        """Whether no worker comes or goes by itself."""
        return self.least == self.most

    @staticmethod
    def read(_ctx: click.Context, _option: click.Parameter, given: str) -> "WorkerNumbers":
        """Read the option `--workers`."""
        first, dots, last = given.partition("..")
        numbers = WorkerNumbers(_number(first, given), _number(last if dots else first, given))
        if not dots:
            return numbers
        # With no worker at all a service extracts itself, and no finger is seen to wait.
        least, most = numbers.least or 0, numbers.most or MOST_WORKERS
        if not 1 <= least < most or last == "0":
            raise click.BadParameter(f"in {given!r} MIN is not between 1 and MAX - 1")
        return numbers


def _number(words: str, given: str) -> int | None:
    if words == "cores":
        return None
    if not words.isdecimal() or int(words) > MOST_WORKERS:
        raise click.BadParameter(
            f"{given!r} is neither `cores`, nor a number up to {MOST_WORKERS}, nor MIN..MAX"
        )
    return int(words)


@click.group()
def cluster() -> None:
    """Run a service's galleries and extraction on a Ray cluster.

    Ray runs already (`ray start`, KubeRay), and this machine is one of its nodes.
    """


class StartedReplicas(TypedDict):
    """What `cluster up --json` prints."""

    started: list[str]
    """First and last slot of the partition, and the number of the replica."""
    started_workers: list[str]
    """The beginning of the node's id, and the number of the worker there."""
    scaled_workers: str
    """`MIN..MAX` on each node, if workers come and go with the queue from now on; otherwise ""."""


def _tell_started(found: StartedReplicas) -> None:
    for name in found["started"]:
        console.print(f"started {name}")
    for name in found["started_workers"]:
        console.print(f"started worker {name}")
    if found["scaled_workers"]:
        console.print(f"workers come and go with the queue: {found['scaled_workers']} on each node")
    if not any(found.values()):
        console.print("everything runs already")


@cluster.command()
@address_option
@data_options
@options.defaulted(
    "--partitions",
    type=click.IntRange(1, 4_096),
    default=4,
    help="Into how many parts every gallery is cut.",
)
@options.defaulted(
    "--replicas",
    type=click.IntRange(1, 16),
    default=2,
    help="Copies of each partition, each on another node.",
)
@click.option(
    "--folder",
    type=options.FOLDER,
    required=True,
    help="Where each node keeps its partitions: the same path everywhere, on the node's own disk.",
)
@options.defaulted(
    "--cpus", type=click.FloatRange(min=0), default=1.0, help="CPUs reserved for each replica."
)
@options.defaulted(
    "--workers",
    metavar="N|cores|MIN..MAX",
    callback=WorkerNumbers.read,
    default="0",
    help="Extraction workers on each node: a number; `cores`: as many as the node has CPUs; or "
    "MIN..MAX: workers come when fingers wait and cores are idle, and go when it is quiet; MAX may "
    "be `cores`.",
)
@click.option(
    "--reference-set",
    "sets",
    metavar="GALLERY=FOLDER",
    multiple=True,
    help="An imported reference set, of which each replica copies its part. Repeatable.",
)
@shown(_tell_started)
def up(
    address: str,
    data_dir: Path | None,
    database_url: str | None,
    master_key: str | None,
    partitions: int,
    replicas: int,
    folder: Path,
    cpus: float,
    workers: WorkerNumbers,
    sets: tuple[str, ...],
) -> StartedReplicas:
    """Start the replicas and workers that do not run yet; replicas fill themselves.

    Each node opens the database under the same URL, and reads passwords, the file of the records'
    keys and the master key itself. Each node finds a reference set under the same path.

    \b
    tenprint cluster up --database-url postgresql://db/tenprint --folder /var/lib/partitions
    tenprint cluster up --partitions 16 --replicas 2 --folder /ssd --workers cores
    tenprint cluster up --folder /ssd --workers 1..cores
    tenprint cluster up --folder /ssd --reference-set ident=/shared/reference_sets/national
    """
    with open_settings(data_dir, database_url, master_key) as settings, joined_to(address):
        from cluster.on_ray import ClusterPlan, place
        from interop.names import GALLERY_NAMES

        plan = ClusterPlan(
            GALLERY_NAMES,
            partitions,
            replicas,
            folder.resolve(),
            _shared_database(settings),
            settings.key_file,
            settings.master_key,
            cpus,
            _held_sets(sets),
        )
        # Replicas first: `place` refuses a plan that cannot be carried out.
        started = place(plan)
        started_workers, scaled_workers = _start_workers(workers)
        return StartedReplicas(
            started=started, started_workers=started_workers, scaled_workers=scaled_workers
        )


def _start_workers(numbers: WorkerNumbers) -> tuple[list[str], str]:
    """Start workers, or what starts them; returns their names, and the bounds if these are new.

    Zero is no wish: what runs goes on as it does.
    """
    from cluster.extraction import WorkerBounds
    from cluster.on_ray import end_scaler, start_scaler, start_workers

    if numbers.are_fixed:
        if numbers.least != 0:
            end_scaler()
        return start_workers(numbers.least), ""
    bounds = WorkerBounds(numbers.least or 1, numbers.most)
    return [], str(bounds) if start_scaler(bounds) else ""


def _held_sets(given: Sequence[str]) -> list["HeldSet"]:
    """Read which sets lie in folders. Raises StoreUnavailableError, CorruptRecordError."""
    from cluster.sets import held_set
    from interop.names import GALLERY_NAMES
    from services.settings import set_place

    found = []
    for text in given:
        try:
            place = set_place(text)
        except ValueError as fault:
            raise click.BadParameter(str(fault), param_hint="--reference-set") from fault
        if place.gallery not in GALLERY_NAMES:
            raise click.BadParameter(
                f"no gallery {place.gallery!r}: use one of {', '.join(GALLERY_NAMES)}",
                param_hint="--reference-set",
            )
        found.append(held_set(place.gallery, place.folder.resolve()))
    return found


class ReplicaRow(TypedDict):
    """A gallery in one replica."""

    gallery: str
    replica: str
    state: str
    node: str
    node_id: str
    process_id: int
    reference_count: int
    watermark: int
    resident_bytes: int
    version: str
    """The digest of its answers, and the build of its program."""
    fault: str


class WorkerRow(TypedDict):
    """An extraction worker."""

    worker: str
    state: str
    node: str
    node_id: str
    process_id: int
    extracted_count: int
    waiting_count: int
    work_s: float
    network_s: float
    digest: str
    build: str


class ScalingRow(TypedDict):
    """How many workers should run, and why."""

    bounds: str
    """`MIN..MAX` on each node."""
    wanted_count: int
    running_count: int
    ready_count: int
    ending_count: int
    service_count: int
    why: str


class NodeRow(TypedDict):
    """A node that is there."""

    address: str
    node_id: str
    replica_count: int
    is_drained: bool


class ClusterState(TypedDict):
    """What `cluster status --json` prints."""

    node_count: int
    lost_node_count: int
    gaps: str
    """Which slots lie in no partition, so that nothing can be searched."""
    nodes: list[NodeRow]
    shared: list[str]
    """Replicas of one partition that lie on one node, and would be lost together."""
    replicas: list[ReplicaRow]
    workers: list[WorkerRow]
    scaling: ScalingRow | None
    """None: the number of workers is fixed."""


def _tell_state(state: ClusterState) -> None:
    lost = f", {state['lost_node_count']} lost" if state["lost_node_count"] else ""
    table = Table("gallery", "replica", title=f"{state['node_count']} nodes{lost}")
    for heading in ("references", "at change", "MB in memory"):
        table.add_column(heading, justify="right")
    table.add_column("state")
    for one in state["replicas"]:
        table.add_row(
            one["gallery"],
            one["replica"],
            f"{one['reference_count']:,}",
            f"{one['watermark']:,}",
            f"{one['resident_bytes'] / 1e6:,.1f}",
            one["fault"] or one["state"],
        )
    print_table(table)
    nodes = Table("node", "address", "state")
    nodes.add_column("replicas", justify="right")
    for node in state["nodes"]:
        taken = "drained" if node["is_drained"] else ""
        nodes.add_row(node["node_id"][:12], node["address"], taken, str(node["replica_count"]))
    print_table(nodes)
    versions = sorted({one["version"] for one in state["replicas"] if one["version"]})
    if len(versions) > 1:
        console.print(
            f"replicas run several versions ({'; '.join(versions)}): `tenprint cluster roll` "
            "replaces those of another one than is installed"
        )
    for pair in state["shared"]:
        console.print(f"{pair} lie on one node: `tenprint cluster rebalance` parts them")
    if state["gaps"]:
        console.print(f"nothing can be searched: {state['gaps']}")
    if scaling := state["scaling"]:
        console.print(
            f"workers come and go ({scaling['bounds'] or '?'} on each node): "
            f"{scaling['wanted_count']} are wanted, {scaling['running_count']} run, "
            f"{scaling['ready_count']} of them ready, {scaling['ending_count']} end: "
            f"{scaling['why']}"
        )
    if not state["workers"]:
        console.print("no extraction workers: each service extracts itself")
        return
    table = Table("worker", "node")
    for heading in ("fingers", "waiting", "seconds of work", "in the network"):
        table.add_column(heading, justify="right")
    table.add_column("state")
    for worker in state["workers"]:
        table.add_row(
            worker["worker"],
            worker["node"],
            f"{worker['extracted_count']:,}",
            f"{worker['waiting_count']:,}",
            f"{worker['work_s']:,.1f}",
            f"{worker['network_s']:,.1f}",
            worker["state"],
        )
    print_table(table)


@cluster.command()
@address_option
@shown(_tell_state)
def status(address: str) -> ClusterState:
    """Show every replica and worker: where it runs, and what it says of itself.

    \b
    tenprint cluster status
    tenprint cluster status --address 10.0.0.1:6379 --json
    """
    with open_settings(None, None, None), joined_to(address):
        from cluster.on_ray import RayDirectory, overview, scaler_view, worker_views
        from interop.names import GALLERY_NAMES

        directory = RayDirectory()
        found = overview(directory, GALLERY_NAMES)
        directory.close()
        scaling = scaler_view()
        return ClusterState(
            node_count=found.node_count,
            lost_node_count=found.lost_node_count,
            gaps=found.gaps,
            nodes=[cast(NodeRow, asdict(one)) for one in found.nodes],
            shared=list(found.shared),
            replicas=[cast(ReplicaRow, asdict(one)) for one in found.replicas],
            workers=[cast(WorkerRow, asdict(one)) for one in worker_views()],
            scaling=cast(ScalingRow, asdict(scaling)) if scaling else None,
        )


class EndedReplicas(TypedDict):
    """What `cluster down --json` prints."""

    ended: list[str]
    ended_workers: list[str]


def _tell_ended(found: EndedReplicas) -> None:
    console.print(
        f"ended {len(found['ended'])} replicas, whose folders stay, and "
        f"{len(found['ended_workers'])} extraction workers"
    )


@cluster.command()
@address_option
@shown(_tell_ended)
def down(address: str) -> EndedReplicas:
    """End all replicas and workers; folders stay, and the next start continues from there.

    Until then a service on this cluster answers no search, and extracts itself.

    \b
    tenprint cluster down
    """
    with open_settings(None, None, None), joined_to(address):
        from cluster.on_ray import end_scaler, end_workers, remove

        # First: it would start workers again.
        end_scaler()
        return EndedReplicas(ended=remove(), ended_workers=end_workers())


for command in (drain, undrain, rebalance, roll):
    cluster.add_command(command)


def _shared_database(settings: "Settings") -> str:
    """Return the URL of a database that every node can open."""
    from database.engine import database_file, database_url

    url = settings.resolved_database_url
    if database_file(database_url(url)):
        raise click.ClickException(
            "a cluster needs PostgreSQL, because every node reads the database: name it with "
            "--database-url"
        )
    return url
