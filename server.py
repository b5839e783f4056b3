"""Run the service as one process: read settings, open the galleries, serve, stop cleanly."""

import argparse
import asyncio
import ctypes
import os
import sys
from collections.abc import Mapping, Sequence

from matcher import DEFAULT_KERNEL_FOLDER, kernel_folder
from matcher.errors import TenprintError
from services.errors import SettingError
from services.logs import configure_logs
from services.settings import (
    REPEATABLE,
    SWITCHES,
    Settings,
    explained,
    flag_name,
    load_settings,
    values_of,
)

EXIT_WRONG_SETTING = 2
_M_MMAP_THRESHOLD = -3
"""As in glibc's <malloc.h>."""
_LARGE_BLOCK_BYTES = 1024 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the flags and serve. Returns the exit status."""
    return serve(_flags(arguments))


def serve(flags: Mapping[str, str | list[str] | bool]) -> int:
    """Serve until a signal to stop. Returns the exit status.

    flags: by setting, what was given on the command line.
    """
    try:
        settings = load_settings(flags)
    except SettingError as error:
        return _refuse(error)
    configure_logs(settings.log_level, settings.log_format)
    _give_memory_back()
    _set_up_native_code(settings)
    # Only now: native libraries read the environment when they are loaded.
    from services.process import locked

    try:
        # First of all, so that `tenprint health` sees that a service starts.
        with locked(settings.data_dir):
            from services.process import run

            asyncio.run(run(settings, _tell))
    except TenprintError as error:
        return _refuse(error)
    return 0


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """Read flags and the environment. Raises SettingError."""
    return load_settings(_flags(arguments))


def _flags(arguments: Sequence[str] | None) -> dict[str, str | list[str] | bool]:
    """Read the flags that were given. Every setting has a flag."""
    parser = argparse.ArgumentParser(
        prog="tenprint serve",
        description="Start the service, with the LESC stub beside it.",
        epilog="Every setting can also come from the environment; flags win.",
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    for name in Settings.model_fields:
        if name in SWITCHES:
            parser.add_argument(
                flag_name(name), dest=name, action="store_true", help=explained(name)
            )
            continue
        parser.add_argument(
            flag_name(name),
            dest=name,
            metavar=values_of(name),
            action="append" if name in REPEATABLE else "store",
            help=explained(name).replace("%", "%%"),
        )
    return dict(vars(parser.parse_args(arguments)))


def _set_up_native_code(settings: Settings) -> None:
    """Give compiled kernels a place to stay, if the environment does not name one."""
    if os.environ["NUMBA_CACHE_DIR"] == DEFAULT_KERNEL_FOLDER:
        os.environ["NUMBA_CACHE_DIR"] = str(kernel_folder(settings.model_cache))


def _give_memory_back() -> None:
    """Have the C library map every large block alone, so that a freed image is free at once.

    By itself it learns from the first large image to keep blocks of up to 32 MiB.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK_BYTES)


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _refuse(error: TenprintError) -> int:
    sys.stderr.write(f"tenprint: {error}\n")
    return EXIT_WRONG_SETTING


if __name__ == "__main__":
    sys.exit(main())
