"""Every RPC × role × with or without ORI, against a real server and a real stub of the LESC."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from interop.roles import ALLOWED, COLUMNS, MACHINE_ROLES
from services.access.table import TABLE, PurposeRule
from tenprint.channel import Metadata, caller_metadata
from tenprint.client import Client
from tenprint.errors import RpcError, rpc_error
from tests.contract.rpc import TIMEOUT_S, plain_channel
from tests.images import finger
from tests.servers import RunningServer
from tests.services.access.rpcs import AT_THE_STUB, RPCS, Rpc

ORI = "WVTEST000"
ASKED = {
    "law_enforcement": ("arrest", "iafis"),
    "civil_agency": ("applicant", "iafis"),
    "dhs": ("border", "ident"),
    "consular": ("visa", "ident"),
}
"""A purpose of each requester, and a gallery that the purpose opens."""
LOOK_S = 2.0
"""How long a stream is looked at that may have nothing to tell."""
REFUSED = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED)


@pytest.fixture(scope="module")
def channels(server: RunningServer) -> Iterator[dict[bool, grpc.Channel]]:
    """The channel to the service, and under True the channel to the stub."""
    with plain_channel(server.target) as service, plain_channel(server.lesc_target) as stub:
        yield {False: service, True: stub}


def call(
    channel: grpc.Channel,
    rpc: Rpc,
    request: Message,
    metadata: Metadata,
    timeout_s: float = TIMEOUT_S,
) -> tuple[str, str]:
    """Call an RPC; returns the name of the code and the reason."""
    kind = channel.unary_stream if rpc.streams else channel.unary_unary
    answer = GetMessageClass(rpc.descriptor.output_type)
    method = kind(
        rpc.method,
        request_serializer=type(request).SerializeToString,
        response_deserializer=answer.FromString,
    )
    try:
        found = method(request, metadata=metadata, timeout=timeout_s)
        if rpc.streams:
            list(found)  # type: ignore[arg-type]
    except grpc.RpcError as error:
        told = rpc_error(error)
        return told.code.name, told.reason
    return "OK", ""


def asked_of(rpc: Rpc, gallery: str) -> Message:
    """Make an empty request, in a gallery where the RPC has one."""
    request = GetMessageClass(rpc.descriptor.input_type)()
    if "gallery" in rpc.descriptor.input_type.fields_by_name:
        request.gallery = gallery  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.method)
def test_each_role_calls_what_the_table_says(channels: dict[bool, grpc.Channel], rpc: Rpc) -> None:
    access, channel = TABLE[rpc.method], channels[rpc.service == AT_THE_STUB]
    allowed = {role for operation in access.operations for role in ALLOWED[operation]}
    for role in COLUMNS.values():
        purpose, gallery = ASKED.get(role, ("upkeep", "ident"))
        if access.purpose is PurposeRule.FEDERAL:
            gallery = "ident"
        caller = caller_metadata(ORI, [role] if role else [], purpose)
        limit_s = LOOK_S if rpc.streams and role in allowed else TIMEOUT_S
        code, reason = call(channel, rpc, asked_of(rpc, gallery), caller, limit_s)
        assert ((code, reason) == ("PERMISSION_DENIED", "PERMISSION_DENIED")) == (
            role not in allowed
        ), f"{role or 'no role'}: {code} {reason}"
        nobody = caller_metadata("", [role] if role else [], purpose)
        assert call(channel, rpc, asked_of(rpc, gallery), nobody) == (
            "UNAUTHENTICATED",
            "CREDENTIAL_MISSING",
        ), role


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.method)
def test_an_unknown_role_may_nothing(channels: dict[bool, grpc.Channel], rpc: Rpc) -> None:
    channel = channels[rpc.service == AT_THE_STUB]
    caller = caller_metadata(ORI, ["administrator"], "upkeep")
    assert call(channel, rpc, asked_of(rpc, "ident"), caller)[0] == "PERMISSION_DENIED"


SEARCHES = [rpc for rpc in RPCS if TABLE[rpc.method].purpose is PurposeRule.SEARCH]


@pytest.mark.parametrize("rpc", SEARCHES, ids=lambda rpc: rpc.method)
def test_the_table_of_purposes_governs_every_search(
    channels: dict[bool, grpc.Channel], rpc: Rpc
) -> None:
    allowed = {
        ("law_enforcement", "arrest", "iafis"),
        ("law_enforcement", "", "iafis"),
        ("law_enforcement", "field_identification", "risc"),
        ("civil_agency", "applicant", "iafis"),
        ("dhs", "border", "iafis"),
        ("dhs", "border", "ident"),
        ("dhs", "arrest", "iafis"),
        ("dhs", "arrest", "ident"),
        ("dhs", "", "iafis"),
        ("dhs", "", "ident"),
        ("consular", "visa", "iafis"),
        ("consular", "visa", "ident"),
    }
    purposes = ("", "arrest", "applicant", "field_identification", "border", "visa", "curiosity")
    for role in ASKED:
        for purpose in purposes:
            for gallery in ("iafis", "ident", "civil", "risc", "nothing"):
                caller = caller_metadata(ORI, [role], purpose)
                code, _ = call(channels[False], rpc, asked_of(rpc, gallery), caller)
                passes = code not in [one.name for one in REFUSED]
                assert passes == ((role, purpose, gallery) in allowed), (role, purpose, gallery)


def test_an_agency_submits_in_anothers_name_only_if_the_other_let_it(
    channels: dict[bool, grpc.Channel],
) -> None:
    [rpc] = [one for one in RPCS if one.descriptor.name == "SubmitBooking"]
    request = asked_of(rpc, "")
    request.tcn, request.ori = "TCN-DELEGATION-1", "CA0190000"  # type: ignore[attr-defined]
    request.booking.samples.add(position=2, image=b"x", encoding=1, resolution_ppi=500)  # type: ignore[attr-defined]
    alone = caller_metadata(ORI, ["booking"], "arrest")
    assert call(channels[False], rpc, request, alone) == (
        "PERMISSION_DENIED",
        "DELEGATION_MISSING",
    )
    let = caller_metadata(ORI, ["booking"], "arrest", acts_for=["CA0190000"])
    assert call(channels[False], rpc, request, let)[0] == "INVALID_ARGUMENT"


def test_a_person_acts_under_no_other_name(channels: dict[bool, grpc.Channel]) -> None:
    caller = caller_metadata(ORI, ["examiner", "field_office", "booking"], person="EX-1")
    for rpc in RPCS:
        access = TABLE[rpc.method]
        if access.person and not {"law_enforcement", "examiner", "field_office"}.isdisjoint(
            ALLOWED[access.operations[0]]
        ):
            request = asked_of(rpc, "")
            setattr(request, access.person, "EX-2")
            found = call(channels[False], rpc, request, caller)
            assert found == ("PERMISSION_DENIED", "PERSON_NOT_PROVED"), rpc.method


def test_machine_roles_are_of_the_two_systems_alone() -> None:
    for operation, roles in ALLOWED.items():
        if not roles.isdisjoint(MACHINE_ROLES) and operation.name == "ANSWER_FOR_LESC":
            assert roles == {"lesc_system"}


def test_bytes_that_are_no_message_are_refused_by_name(
    channels: dict[bool, grpc.Channel],
) -> None:
    for rpc in RPCS:
        # Of a caller who may not call, nothing is read.
        role = max(ALLOWED[TABLE[rpc.method].operations[0]])
        caller = caller_metadata(ORI, [role], "upkeep")
        channel = channels[rpc.service == AT_THE_STUB]
        kind = channel.unary_stream if rpc.streams else channel.unary_unary
        with pytest.raises(grpc.RpcError) as caught:
            call_raw: Any = kind(rpc.method)
            found = call_raw(b"\xff\xff\xff", metadata=caller, timeout=TIMEOUT_S)
            list(found)
        told = rpc_error(caught.value)
        assert (told.code.name, told.reason) == ("INVALID_ARGUMENT", "MALFORMED_MESSAGE")
        assert "DecodeError" not in told.message


def test_a_search_and_a_look_at_a_person_stand_in_the_log(server: RunningServer) -> None:
    seen = {"ori": "WVLOOK000", "roles": ["operator"], "purpose": "upkeep"}
    with Client(server.target, **seen) as client:  # type: ignore[arg-type]
        with pytest.raises(RpcError):
            client.get_identity("ident", "NOBODY")
        enrolled = client.enrol("ident", [finger(77)]).identity.identity_id
        client.get_identity("ident", enrolled)
        list(client.list_encounters("ident", enrolled))
        client.identify("ident", [finger(77)])
        client.verify("ident", enrolled, [finger(77)])
    with Client(server.target, ori="AUDITOR00", roles=["auditor"]) as auditor:
        entries = list(auditor.audit.entries(actor_ori="WVLOOK000"))
    done = [(one.action, one.object_id, one.purpose) for one in entries]
    assert done[1:] == [
        ("identity_viewed", f"ident:{enrolled}", "upkeep"),
        ("identity_viewed", f"ident:{enrolled}", "upkeep"),
        ("gallery_searched", "ident", "upkeep"),
        ("identity_compared", f"ident:{enrolled}", "upkeep"),
    ]
