"""Who calls, what that caller may do, and who saw what: one table for every RPC."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from services.access import inspecting, issuing
    from services.access.gate import Gate, Record, present_caller, present_group
    from services.access.key_folder import KeyFolder
    from services.access.metadata import believed
    from services.access.proving import Proving
else:
    # The console signs tokens, and looks through no gate.
    __getattr__ = names_of(
        __name__,
        {
            "gate": "Gate Record present_caller present_group",
            "key_folder": "KeyFolder",
            "metadata": "believed",
            "proving": "Proving",
        },
        submodules="inspecting issuing",
    )

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
