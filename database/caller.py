"""The caller of a request. What only asks who calls loads no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Who makes a request, with roles and purpose. Rows that the request causes store them."""

    ori: str
    roles: frozenset[str] = frozenset()
    purpose: str = ""
    person: str = ""
    """The opaque id of the person within the agency; empty: a machine, or nobody has said."""
    acts_for: frozenset[str] = frozenset()
    """Other agencies (ORIs) that have let the caller submit in their names."""
    is_proved: bool = False
    """Whether a certificate or a token proves who calls. False: the metadata is believed."""
