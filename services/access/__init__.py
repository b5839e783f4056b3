"""Who calls, what that caller may do, and who saw what: one table for every RPC."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from services.access import identities, inspecting, issuing, published
    from services.access.gate import Gate, Record, present_caller, present_group
    from services.access.key_folder import KeyFolder
    from services.access.metadata import believed
    from services.access.provider import (
        Provider,
        caller_of_claims,
        claim,
        is_safe,
        read_provider,
    )
    from services.access.proving import Proving
else:
    # The console signs tokens, and looks through no gate.
    __getattr__ = names_of(
        __name__,
        {
            "gate": "Gate Record present_caller present_group",
            "key_folder": "KeyFolder",
            "metadata": "believed",
            "provider": "Provider caller_of_claims claim is_safe read_provider",
            "proving": "Proving",
        },
        submodules="identities inspecting issuing published",
    )

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
