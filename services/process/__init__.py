"""A process put together: settings, data folder, servers, clients, start and stop."""

from services.process.assembly import GALLERY_NAMES, run
from services.process.data_folder import (
    LOCK_NAME,
    STATE_NAME,
    is_locked,
    locked,
    read_state,
    write_atomically,
)
from services.process.lesc_server import LescSettings, serve
from services.process.local import extract_locally, overlay_png
from services.process.settings import (
    ENVIRONMENT_PREFIX,
    REPEATABLE,
    Settings,
    environment_name,
    flag_name,
    load_settings,
)

__all__ = [
    "ENVIRONMENT_PREFIX",
    "GALLERY_NAMES",
    "LOCK_NAME",
    "LescSettings",
    "REPEATABLE",
    "STATE_NAME",
    "Settings",
    "environment_name",
    "extract_locally",
    "flag_name",
    "is_locked",
    "load_settings",
    "locked",
    "overlay_png",
    "read_state",
    "run",
    "serve",
    "write_atomically",
]
