"""What a booking system installs stands on its own."""

import subprocess
import sys

import tenprint

SERVER_SIDE = ("matcher", "gallery", "interop", "services", "synthesis", "numpy", "sqlalchemy")


def test_the_public_list_is_complete() -> None:
    assert sorted(tenprint.__all__) == [
        "AsyncClient",
        "Client",
        "RpcError",
        "name_of",
        "sample_from_bytes",
        "sample_from_file",
    ]
    for name in tenprint.__all__:
        assert getattr(tenprint, name).__doc__


def test_client_and_command_line_load_nothing_of_the_server() -> None:
    program = (
        "import sys, tenprint, tenprint.cli.main; "
        f"print([name for name in {SERVER_SIDE!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
