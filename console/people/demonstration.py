"""One person for each role, for a service that believes its callers and a list without people."""

from console.navigation import PURPOSES
from console.people.listed import Listed

_ORIS = {
    "law_enforcement": "TXDEMO000",
    "civil_agency": "TXCIVIL00",
    "dhs": "DHSDEMO00",
    "consular": "DOSDEMO00",
    "field_office": "ICEHOU000",
    "examiner": "DHSEXAM01",
    "lesc": "LESC00000",
    "supervisor": "DHSEXAM01",
    "auditor": "AUDITOR00",
    "operator": "TENPRINT0",
}
_ZONE = "America/Chicago"

DEMONSTRATION = {
    role: Listed(role, _ORIS[role], (role,), f"demo-{role.replace('_', '-')}", purpose, _ZONE)
    for role, purpose in PURPOSES.items()
}
"""By role. They have no passwords: whoever reaches the service may say of himself what he likes."""
