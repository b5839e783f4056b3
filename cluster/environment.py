"""What Ray reads from the environment when it is loaded; call `prepare` before."""

import os
from collections.abc import MutableMapping
from importlib.util import find_spec

from cluster.errors import ClusterError

_SETTINGS = {
    # Nothing is told to anybody.
    "RAY_USAGE_STATS_ENABLED": "0",
    # A process that left a cluster never starts one of its own.
    "RAY_ENABLE_AUTO_CONNECT": "0",
    # Read by nodes that are started here: a search must not wait for everything else on a node.
    "RAY_worker_niceness": "0",
    # A head that is away for a while ends neither the service nor the nodes.
    "RAY_gcs_rpc_server_reconnect_timeout_s": "86400",
}
_LOOPBACK = {
    # Named after systems where Ray stays on loopback by default, because of their firewalls.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}


def prepare(address: str, environment: MutableMapping[str, str] = os.environ) -> None:
    """Set what is not set yet. Raises ClusterError if Ray is not installed.

    address: of the cluster; on loopback, every address is one of loopback. Otherwise Ray would
    take the machine's address in the network, and listen there.
    """
    try:
        there = find_spec("ray") is not None
    except ModuleNotFoundError:
        there = False
    if not there:
        raise ClusterError(
            "Ray is not installed: install the extra, pip install 'tenprint[cluster]', or in a "
            "checkout `make cluster-setup`"
        )
    on_loopback = address.startswith(("127.", "localhost:", "[::1]:"))
    for name, value in {**_SETTINGS, **(_LOOPBACK if on_loopback else {})}.items():
        environment.setdefault(name, value)
