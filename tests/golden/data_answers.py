"""Everything that a service and its LESC stub say of a data folder, as JSON to be compared."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from tenprint.cli.shared.connection import calling
from tenprint.client import Client
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1.gallery_service_pb2 import FingerClass
from tests.servers import RunningServer

ORI = "TX1010000"
GALLERIES = ("iafis", "ident")
Json = dict[str, Any]


def answers(server: RunningServer) -> Json:
    """Read everything but the audit log, to which each reading adds."""
    with ExitStack() as stack:

        def client(*roles: str) -> Client:
            return stack.enter_context(Client(server.target, ori=ORI, roles=roles, timeout_s=60))

        operator, supervisor = client("operator"), client("supervisor")
        lesc = stack.enter_context(calling(server.lesc_target))
        queries = lesc.ListQueries(lesc_pb2.ListQueriesRequest(page_size=100), timeout=60).queries
        return {
            **_programme(operator),
            **_records(operator),
            **_cases(operator),
            **_galleries(operator),
            "reviews": _all(supervisor.reviews.items()),
            "lesc_queries": _all(queries),
        }


def audit_entries(server: RunningServer, count: int | None = None) -> list[Json]:
    """Read the audit log, or its first entries."""
    with Client(server.target, ori=ORI, roles=["auditor"], timeout_s=60) as auditor:
        return _all(auditor.audit.entries(page_size=1000))[:count]


def _programme(client: Client) -> Json:
    corrections = client.corrections
    return {
        "bookings": {one.tcn: _one(client.get_booking(one.tcn)) for one in client.list_bookings()},
        "jurisdictions": _all(client.programme.jurisdictions()),
        "messages_to_lesc": _all(client.programme.outbound_queries()),
        "corrections": _all(corrections.list()),
        "notices": _all(corrections.notices()),
    }


def _records(client: Client) -> Json:
    records = client.records
    events, wants = list(records.events()), list(records.wants())
    known = sorted({one.identity_id for one in events} | {one.identity_id for one in wants})
    encounters = list(records.encounters())
    people = sorted({one.identity_id for one in encounters})
    return {
        "criminal_events": _all(events),
        "wants": _all(wants),
        "rap_sheets": {name: _one(records.rap_sheet(name)) for name in known},
        "ident_encounters": _all(encounters),
        "ident_records": {name: _one(records.ident_record(name)) for name in people},
        "watch_list": _all(records.watch_list(show_removed=True)),
    }


def _cases(client: Client) -> Json:
    found = list(client.cases.list(case_pb2.ListCasesRequest()))
    names = [one.case_id for one in found]
    return {
        "case_list": _all(found),
        "cases": {name: _case(client, name) for name in names},
        "case_versions": {name: _all(client.cases.versions(name)) for name in names},
        "case_alarms": _all(client.cases.alarms()),
        "detainers": _all(client.detainers.list()),
    }


def _case(client: Client, case_id: str) -> Json:
    file = client.cases.get(case_id)
    if file.case.look_ups:
        # Concluded anew at each reading, from what officers looked up too.
        file.determination.ClearField("determine_time")
    return _one(file)


def _galleries(client: Client) -> Json:
    changes = {name: list(client.galleries.changes(name)) for name in GALLERIES}
    named = {
        (gallery, identity)
        for gallery, found in changes.items()
        for one in found
        for identity in (one.from_identity_id, one.to_identity_id)
    }
    return {
        "identity_changes": {name: _all(found) for name, found in changes.items()},
        "changed_identities": {
            f"{gallery}:{identity}": {
                **_one(client.get_identity(gallery, identity)),
                "encounters": _all(client.list_encounters(gallery, identity)),
            }
            for gallery, identity in sorted(named)
        },
        "gallery_classes": {
            name: {
                FingerClass.Name(one.finger_class): one.reference_count
                for one in client.galleries.status(name).classes
            }
            for name in GALLERIES
        },
    }


def _all(messages: Iterable[Message]) -> list[Json]:
    return list(map(_one, messages))


def _one(message: Message) -> Json:
    return MessageToDict(message, preserving_proto_field_name=True)
