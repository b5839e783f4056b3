"""What a booking system imports: a small typed client and the wire stubs (`tenprint.v1`).

from tenprint import Client, sample_from_file

with Client("127.0.0.1:50051", ori="WVNGI0000") as client:
    sample = sample_from_file("right_index.png", position=2, ppi=500)
    client.submit_booking("BOOKING-0001", [sample])
    print(client.wait_for_booking("BOOKING-0001"))
"""

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.samples import sample_from_bytes, sample_from_file

__all__ = ["Client", "RpcError", "sample_from_bytes", "sample_from_file"]
