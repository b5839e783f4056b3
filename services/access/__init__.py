"""Who calls, what that caller may do, and who saw what: one table for every RPC."""

from services.access import identities, inspecting, issuing, published
from services.access.gate import Gate, Record, present_caller, present_group
from services.access.key_folder import KeyFolder
from services.access.metadata import believed
from services.access.provider import Provider, caller_of_claims, claim, is_safe, read_provider
from services.access.proving import Proving

__all__ = [
    "Gate",
    "KeyFolder",
    "Provider",
    "Proving",
    "Record",
    "believed",
    "caller_of_claims",
    "claim",
    "identities",
    "inspecting",
    "is_safe",
    "issuing",
    "present_caller",
    "present_group",
    "published",
    "read_provider",
]
