"""The audit service over a channel in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import grpc
import pytest

from database.connection import Database
from interop.audit.desk import AuditLog
from services.access import Gate, believed
from services.servicers.audit import AuditServicer
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.errors import rpc_error
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2_grpc import AuditServiceStub, add_AuditServiceServicer_to_server
from tests.databases import opened_sqlite
from tests.interop.audit.test_log import fill, tamper

AUDITOR = (("tenprint-ori", "DHSAUDIT1"), ("tenprint-roles", "auditor"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = opened_sqlite(tmp_path / "tenprint.db")
    yield opened
    opened.close()


def serve(database: Database, use: Callable[[AuditServiceStub], Awaitable[None]]) -> None:
    """Run a server of this log for as long as it is used."""

    async def run() -> None:
        lifecycle = Lifecycle()
        transport = Transport(lifecycle, Gate(believed))
        store = Pool("store", 1, 8)
        servicer = AuditServicer(AuditLog(database), store)
        add_AuditServiceServicer_to_server(servicer, transport.server)
        port = transport.bind("127.0.0.1", 0)
        await transport.start()
        lifecycle.serve()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            await use(AuditServiceStub(channel))
        await transport.stop(0)
        store.close()

    asyncio.run(run())


def test_entries_are_listed_by_pages_and_filtered(database: Database) -> None:
    fill(database, 3)

    async def use(stub: AuditServiceStub) -> None:
        request = pb2.ListAuditEntriesRequest(page_size=2, action="booking_viewed")
        first = await stub.ListAuditEntries(request, metadata=AUDITOR)
        assert [one.sequence for one in first.entries] == [1, 2]
        assert first.entries[0].object_kind == "booking"
        assert list(first.entries[0].roles) == ["examiner", "supervisor"]
        request.page_token = first.next_page_token
        last = await stub.ListAuditEntries(request, metadata=AUDITOR)
        assert [one.sequence for one in last.entries] == [3]
        assert last.next_page_token == ""

    serve(database, use)


def test_a_head_shows_what_was_cut_off(database: Database) -> None:
    fill(database, 3)

    async def use(stub: AuditServiceStub) -> None:
        kept = await stub.GetAuditHead(pb2.GetAuditHeadRequest(), metadata=AUDITOR)
        request = pb2.VerifyAuditLogRequest(heads=[kept.head])
        assert (await stub.VerifyAuditLog(request, metadata=AUDITOR)).intact
        tamper(database, "DELETE FROM audit_log WHERE sequence > 2")
        found = await stub.VerifyAuditLog(request, metadata=AUDITOR)
        assert (found.intact, found.first_broken_sequence, found.head.sequence) == (False, 3, 2)

    serve(database, use)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (pb2.ListAuditEntriesRequest(action="looked"), "action"),
        (pb2.ListAuditEntriesRequest(object_kind="person"), "object_kind"),
        (pb2.ListAuditEntriesRequest(object_id="x" * 129), "object_id"),
        (pb2.ListAuditEntriesRequest(actor_ori="sheriff"), "ori"),
        (pb2.VerifyAuditLogRequest(heads=[pb2.AuditHead(sequence=1, digest=b"x")]), "heads[0]"),
    ],
)
def test_a_wrong_field_is_named(
    database: Database, request_: pb2.ListAuditEntriesRequest, field: str
) -> None:
    async def use(stub: AuditServiceStub) -> None:
        listing = isinstance(request_, pb2.ListAuditEntriesRequest)
        method = stub.ListAuditEntries if listing else stub.VerifyAuditLog
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await method(request_, metadata=AUDITOR)
        error = rpc_error(caught.value)
        assert (error.reason, error.metadata["field"]) == ("INVALID_FIELD", field)

    serve(database, use)


def test_others_are_denied(database: Database) -> None:
    async def use(stub: AuditServiceStub) -> None:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.ListAuditEntries(
                pb2.ListAuditEntriesRequest(), metadata=(("tenprint-ori", "CA0190000"),)
            )
        error = rpc_error(caught.value)
        assert error.code is grpc.StatusCode.PERMISSION_DENIED
        assert error.reason == "PERMISSION_DENIED"

    serve(database, use)
