"""What a booking system imports: a small typed client and the wire stubs (`tenprint.v1`).

from tenprint import Client, name_of, sample_from_file

with Client("127.0.0.1:50051", ori="WVNGI0000") as client:
    sample = sample_from_file("right_index.png", position=2, ppi=500)
    client.submit_booking("BOOKING-0001", [sample])
    booking = client.wait_for_booking("BOOKING-0001")
    print(name_of(booking, "state"))

`AsyncClient` has the same methods for asyncio.
"""

from typing import TYPE_CHECKING

from tenprint.lazy import names_of

if TYPE_CHECKING:
    from tenprint.aio import AsyncClient
    from tenprint.client import Client
    from tenprint.enums import name_of
    from tenprint.errors import RpcError
    from tenprint.samples import sample_from_bytes, sample_from_file
else:
    __getattr__ = names_of(
        __name__,
        {
            "aio": "AsyncClient",
            "client": "Client",
            "enums": "name_of",
            "errors": "RpcError",
            "samples": "sample_from_bytes sample_from_file",
        },
    )

__all__ = [
    "AsyncClient",
    "Client",
    "RpcError",
    "name_of",
    "sample_from_bytes",
    "sample_from_file",
]
