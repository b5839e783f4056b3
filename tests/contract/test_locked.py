"""A booking from the agency to the LESC and back, with TLS and certificates on every line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from database.caller import Caller
from services.access import issuing
from tenprint.client import Client
from tenprint.credentials import load_credentials
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as pb2
from tests.images import finger
from tests.servers import running_server

ORI, TCN = "WVNGI0000", "TCN-LOCKED-0001"
FINGERS = (2, 7)
SEED = 611


def test_a_booking_is_answered_over_tls(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    issuing.make_folder(keys)
    for name, roles in (("jail", "law_enforcement"), ("machine-room", "operator")):
        issuing.machine(keys, tmp_path / name, Caller(ORI, frozenset({roles})), 1.0)
    auditor = Caller("AUDITOR00", frozenset({"auditor"}), person="AU-1")
    issuing.token(keys, tmp_path / "auditor", auditor, timedelta(hours=1))
    door = ("--keys", str(keys), "--machine-port", "0")
    with running_server(tmp_path / "data", door=door) as server:
        state = json.loads((server.data / "server.json").read_text())
        machines = f"127.0.0.1:{state['machine_port']}"

        def client(target: str, name: str) -> Client:
            held = load_credentials(tmp_path / name)
            return Client(target, ori="", purpose="arrest", credentials=held)

        with client(machines, "jail") as jail, client(machines, "machine-room") as operator:
            operator.enrol("ident", [finger(SEED, one) for one in FINGERS])
            with pytest.raises(RpcError, match="PERMISSION_DENIED"):
                jail.enrol("ident", [finger(SEED, 2)])
            prints = [finger(SEED, one, 1) for one in FINGERS]
            jail.submit_booking(TCN, prints, ori=ORI)
            booking = jail.wait_for_booking(TCN, timeout_s=60)
            with pytest.raises(RpcError, match="DELEGATION_MISSING"):
                jail.submit_booking("TCN-LOCKED-0002", prints, ori="CA0190000")
        with client(server.target, "auditor") as person:
            answers = list(person.audit.entries(action="answer_taken"))
    assert booking.second_response.kind == pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
    assert [(one.actor_ori, list(one.roles)) for one in answers] == [("LESC00000", ["lesc_system"])]
