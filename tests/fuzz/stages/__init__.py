"""What must have happened before a call can succeed, done by other callers over the wire.

A mutated request for a call such as `TakeCustody` learns nothing if no detainer was acknowledged.
A stage leads somebody so far, and returns a request that is answered OK. Every RPC has a stage, or
says in `WITHOUT` why no caller can bring it so far: `tests/fuzz/test_stages.py`.
"""

from collections.abc import Callable, Mapping
from typing import Self

from tests.fuzz.stages import (
    bookings,
    cases,
    corrections,
    detainers,
    identities,
    lesc,
    oversight,
    programme,
    records,
    research,
    reviews,
    work,
)
from tests.fuzz.stages.callers import Staged
from tests.fuzz.stages.world import StageError, World

__all__ = ["STAGES", "StageError", "Staged", "Stages", "WITHOUT"]

STAGES: Mapping[str, Callable[[World], Staged]] = {
    **bookings.STAGES,
    **cases.STAGES,
    **corrections.STAGES,
    **detainers.STAGES,
    **identities.STAGES,
    **lesc.STAGES,
    **oversight.STAGES,
    **programme.STAGES,
    **records.STAGES,
    **research.STAGES,
    **reviews.STAGES,
    **work.STAGES,
}
"""By the name of the RPC."""

WITHOUT: Mapping[str, str] = {
    "RequeueBooking": "a booking is parked after its step has failed 21 times, for over an hour: "
    "only a trouble of the machine does that, no request",
}
"""RPCs that no caller can bring to an answer OK, with the reason."""


class Stages:
    """Leads people so far, over one service and its stub without scripted specialists."""

    def __init__(self, target: str, lesc_target: str, ori: str, first_number: int = 0) -> None:
        """ori: of the agency that books. first_number: people with other numbers are others."""
        self.world = World(target, lesc_target, ori, first_number)

    def __enter__(self) -> Self:
        self.world.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.world.__exit__()

    def staged(self, name: str) -> Staged:
        """Lead somebody so far that an RPC succeeds. Raises StageError, RpcError."""
        return STAGES[name](self.world)
