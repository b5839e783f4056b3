"""What a booking system imports: a small typed client and the wire stubs (`tenprint.v1`).

from tenprint import Client, name_of, sample_from_file

with Client("127.0.0.1:50051", ori="WVNGI0000") as client:
    sample = sample_from_file("right_index.png", position=2, ppi=500)
    client.submit_booking("BOOKING-0001", [sample])
    booking = client.wait_for_booking("BOOKING-0001")
    print(name_of(booking, "state"))

`AsyncClient` has the same methods for asyncio.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenprint.aio import AsyncClient
    from tenprint.client import Client
    from tenprint.enums import name_of
    from tenprint.errors import RpcError
    from tenprint.samples import sample_from_bytes, sample_from_file
else:
    # A module is read when its name is asked for: the help of the command needs none of them.
    _HOMES = {"AsyncClient": "aio", "Client": "client", "name_of": "enums", "RpcError": "errors"}

    def __getattr__(name: str) -> object:
        """Find a name in its module."""
        home = "samples" if name.startswith("sample_") else _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{home}"), name)


__all__ = [
    "AsyncClient",
    "Client",
    "RpcError",
    "name_of",
    "sample_from_bytes",
    "sample_from_file",
]
