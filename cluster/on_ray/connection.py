"""Join a Ray cluster that runs already: `ray start`, KubeRay, or a test has made it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import ray
import ray.actor
import ray.util

from cluster.errors import ClusterError
from cluster.names import ReplicaName

NAMESPACE = "tenprint"
"""All actors of tenprint have their names in this namespace of Ray."""
_NO_ADVICE = "Scheduling a restartable detached actor with a placement group is not recommended"
"""Ray's warning at each start of a replica. A replica's group goes only when the replica goes."""


def replicas() -> set[ReplicaName]:
    """Return the names of all replicas in the cluster that this process has joined."""
    names = map(ReplicaName.read, ray.util.list_named_actors())
    return {name for name in names if name is not None}


@contextmanager
def joined(address: str) -> Iterator[None]:
    """Be a part of a cluster until the block ends; this machine must be one of its nodes.

    Call `cluster.environment.prepare` before this folder is imported.

    address: HOST:PORT of the head, or `auto`. Raises ClusterError.
    """
    logging.getLogger(ray.actor.__name__).addFilter(_is_said)
    try:
        ray.init(
            address=address,
            namespace=NAMESPACE,
            log_to_driver=False,
            logging_level=logging.WARNING,
            configure_logging=False,
        )
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as fault:
        first_line = (str(fault).splitlines() or [type(fault).__name__])[0]
        raise ClusterError(f"cluster {address} cannot be joined: {first_line}") from fault
    try:
        yield
    finally:
        ray.shutdown()


def _is_said(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(_NO_ADVICE)
