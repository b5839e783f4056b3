"""Who calls, what that caller may do, and who saw what: one table for every RPC."""

from services.access import inspecting, issuing
from services.access.gate import Gate, Record, present_caller, present_group
from services.access.key_folder import KeyFolder
from services.access.metadata import believed
from services.access.proving import Proving

__all__ = [
    "Gate",
    "KeyFolder",
    "Proving",
    "Record",
    "believed",
    "inspecting",
    "issuing",
    "present_caller",
    "present_group",
]
