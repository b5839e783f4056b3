"""What a service on this machine says of itself, in a file of its data folder."""

import json
import os
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

DEFAULT_TARGET = "127.0.0.1:50051"
DEFAULT_LESC_TARGET = "127.0.0.1:50061"
_STATE_NAME = "server.json"


def announced_service() -> str:
    """Find the service that uses the folder: HOST:PORT; without one, where it starts by default."""
    return _announced()[0] or DEFAULT_TARGET


def service_of_folder() -> str:
    """Find the service that uses the folder: HOST:PORT; empty if none does."""
    return _announced()[0]


def announced_lesc(target: str = "") -> str:
    """Find the LESC of the service: HOST:PORT.

    target: HOST:PORT of the service; empty means whichever service uses the folder. Without a
    service that is so announced, the LESC is where a service starts its stub by default.
    """
    served, lesc, _ = _announced()
    return lesc if lesc and target in ("", served) else DEFAULT_LESC_TARGET


def announced_lesc_people() -> str:
    """Find where the LESC takes its specialists: HOST:PORT. With TLS that is a port of its own."""
    return _announced()[2] or announced_lesc()


def _announced() -> tuple[str, str, str]:
    """Read where service and LESC are, the LESC for machines and for people: HOST:PORT each.

    Empty if nothing is announced.
    """
    folder = Path(os.environ.get("TENPRINT_DATA_DIR") or "data")
    try:
        state = json.loads((folder / _STATE_NAME).read_text())
        served, lesc = f"{_callable(state['host'])}:{state['port']}", str(state["lesc_address"])
        return served, lesc, str(state.get("lesc_people_address", ""))
    except (OSError, ValueError, KeyError, TypeError):
        return "", "", ""


def _callable(host: str) -> str:
    """Turn "every address" into an address that can be called."""
    bare = host.strip("[]")
    is_every = bare in {str(IPv4Address(0)), str(IPv6Address(0))}
    return "127.0.0.1" if is_every else host
