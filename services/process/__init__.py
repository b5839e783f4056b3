"""A process put together: settings, data folder, servers, clients, start and stop."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from services.process.at_rest import rotate_all, seal_all, sealing_states
    from services.process.data_folder import (
        LOCK_NAME,
        STATE_NAME,
        is_locked,
        locked,
        read_state,
        write_atomically,
    )
    from services.process.doors import is_unspecified, open_doors
    from services.process.lesc_server import LescSettings, serve
    from services.process.local import extract_locally, overlay_png, segment_locally
    from services.process.running import run
else:
    __getattr__ = names_of(
        __name__,
        {
            "at_rest": "rotate_all seal_all sealing_states",
            "data_folder": "LOCK_NAME STATE_NAME is_locked locked read_state write_atomically",
            "doors": "is_unspecified open_doors",
            "lesc_server": "LescSettings serve",
            "local": "extract_locally overlay_png segment_locally",
            "running": "run",
        },
    )

__all__ = [
    "LOCK_NAME",
    "LescSettings",
    "STATE_NAME",
    "extract_locally",
    "is_locked",
    "is_unspecified",
    "locked",
    "open_doors",
    "overlay_png",
    "read_state",
    "rotate_all",
    "run",
    "seal_all",
    "sealing_states",
    "segment_locally",
    "serve",
    "write_atomically",
]
