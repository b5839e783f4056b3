"""What a service on this machine says of itself, in a file of its data folder."""

import json
import os
from pathlib import Path

DEFAULT_LESC_TARGET = "127.0.0.1:50061"
_STATE_NAME = "server.json"


def announced_lesc(target: str = "") -> str:
    """Find the LESC of the service: HOST:PORT.

    target: HOST:PORT of the service; empty means whichever service uses the folder. Without a
    service that is so announced, the LESC is where a service starts its stub by default.
    """
    folder = Path(os.environ.get("TENPRINT_DATA_DIR") or "data")
    try:
        state = json.loads((folder / _STATE_NAME).read_text())
        served, lesc = f"{state['host']}:{state['port']}", str(state["lesc_address"])
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT_LESC_TARGET
    return lesc if lesc and target in ("", served) else DEFAULT_LESC_TARGET
