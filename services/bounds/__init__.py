"""What is taken in at one time, and by whom: messages before they are read, and places."""

from services.bounds.gated import GatedPrints
from services.bounds.intake import MAX_TRANSPORT_BYTES, Intake, write
from services.bounds.pace import Pace
from services.bounds.shares import Shares

__all__ = [
    "GatedPrints",
    "Intake",
    "MAX_TRANSPORT_BYTES",
    "Pace",
    "Shares",
    "write",
]
