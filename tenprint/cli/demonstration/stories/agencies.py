"""The agencies that take part, each with its own client and role."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date

from tenprint.calls import to_date
from tenprint.cli.demonstration.server_process import ServerAddress
from tenprint.cli.shared import calling
from tenprint.client import Client
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tenprint.v1.programme_service_pb2 import Jurisdiction

US_STATE = "TX"
COUNTY = "Demo County"
COUNTY_ORI = "TXDEMO000"
OFFICE_ORI = "ICEHOU000"
"""Of the field office that has the cases of Texas."""
ACTIVATION_DATE = date(2008, 10, 27)
_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Agencies:
    """Clients of the service, and of the LESC."""

    jail: Client
    office: Client
    operator: Client
    auditor: Client
    lesc: LescServiceStub


@contextmanager
def open_agencies(address: ServerAddress) -> Iterator[Agencies]:
    """Open all clients."""
    with ExitStack() as stack:

        def client(ori: str, role: str) -> Client:
            opened = Client(address.target, ori=ori, roles=(role,), timeout_s=_TIMEOUT_S)
            return stack.enter_context(opened)

        yield Agencies(
            jail=client(COUNTY_ORI, "law_enforcement"),
            office=client(OFFICE_ORI, "field_office"),
            operator=client("TENPRINT0", "operator"),
            auditor=client("AUDITOR00", "auditor"),
            lesc=stack.enter_context(calling(address.lesc_target)),
        )


def activate_county(operator: Client) -> None:
    """Activate the county. Before, no jurisdiction was on record, so all counted as activated."""
    operator.programme.put_jurisdiction(
        Jurisdiction(
            jurisdiction_id="demo-county",
            name=COUNTY,
            us_state=US_STATE,
            activation_date=to_date(ACTIVATION_DATE),
            oris=[COUNTY_ORI],
        )
    )
