"""The gallery service over a channel in this process, with people at minutiae level."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import grpc
import pytest

from gallery.gallery import Gallery
from matcher.types import FingerPosition
from services.access import Gate, believed
from services.servicers.gallery import GalleryServicer
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.channel import caller_metadata
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2_grpc import (
    GalleryServiceStub,
    add_GalleryServiceServicer_to_server,
)
from tests.databases import opened_sqlite
from tests.gallery.prints import enrol, prints

METADATA = caller_metadata("WVTEST000", ["operator"], "review")
INDEX_FINGERS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)


@pytest.fixture
def ident(tmp_path: Path) -> Iterator[Gallery]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    with Gallery("ident", database, folder=tmp_path / "index") as opened:
        yield opened
    database.close()


def serve(gallery: Gallery, use: Callable[[GalleryServiceStub], Awaitable[None]]) -> None:
    """Run a server of this gallery for as long as it is used."""

    async def run() -> None:
        lifecycle = Lifecycle()
        transport = Transport(lifecycle, Gate(believed))
        store = Pool("store", 1, 8)
        servicer = GalleryServicer({gallery.name: gallery}, store)
        add_GalleryServiceServicer_to_server(servicer, transport.server)
        port = transport.bind("127.0.0.1", 0)
        await transport.start()
        lifecycle.serve()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            await use(GalleryServiceStub(channel))
        await transport.stop(0)
        store.close()

    asyncio.run(run())


def test_changes_of_identities(ident: Gallery) -> None:
    first = enrol(ident, "one", prints(500))
    second = enrol(ident, "two", prints(500, 2))

    async def use(stub: GalleryServiceStub) -> None:
        asked = pb2.MergeIdentitiesRequest(
            gallery="ident", request_id="m-1", identity_id=second, into_identity_id=first
        )
        merged = (await stub.MergeIdentities(asked, metadata=METADATA)).change
        assert merged.kind == pb2.IDENTITY_CHANGE_KIND_MERGE
        assert (merged.ori, merged.purpose) == ("WVTEST000", "review")
        assert (await stub.MergeIdentities(asked, metadata=METADATA)).change == merged
        undo = pb2.UndoIdentityChangeRequest(
            gallery="ident", request_id="u-1", change_id=merged.change_id
        )
        undone = (await stub.UndoIdentityChange(undo, metadata=METADATA)).change
        assert undone.undone_change_id == merged.change_id
        move = pb2.MoveEncounterRequest(
            gallery="ident",
            request_id="v-1",
            encounter_id="two",
            identity_id=second,
            to_identity_id=first,
        )
        moved = (await stub.MoveEncounter(move, metadata=METADATA)).change
        assert list(moved.encounter_ids) == ["two"]
        split = pb2.SplitIdentityRequest(
            gallery="ident", request_id="s-1", identity_id=first, encounter_ids=["one"]
        )
        parted = (await stub.SplitIdentity(split, metadata=METADATA)).change
        assert parted.to_identity_id not in (first, second)
        pages, token = [], ""
        while True:
            listing = pb2.ListIdentityChangesRequest(gallery="ident", page_size=3, page_token=token)
            answer = await stub.ListIdentityChanges(listing, metadata=METADATA)
            pages.append(list(answer.changes))
            if not (token := answer.next_page_token):
                break
        assert [len(page) for page in pages] == [3, 1]
        listed = [one for page in pages for one in page]
        assert [one.change_id for one in listed[1:]] == [
            undone.change_id,
            moved.change_id,
            parted.change_id,
        ]
        assert listed[0].undone_by_change_id == undone.change_id

    serve(ident, use)
    assert ident.get_identity(second).merged_into == first
    found = ident.identify(prints(500, 3)).candidates
    assert {one.encounter_id for one in found if one.above_threshold} == {"one", "two"}


def test_the_status_counts_by_class_and_tells_of_lag_and_snapshot(ident: Gallery) -> None:
    enrol(ident, "few", prints(500))
    enrol(ident, "two", prints(501, positions=INDEX_FINGERS))
    enrol(ident, "gone", prints(502))
    ident.delete_encounter("gone")

    async def ask(stub: GalleryServiceStub) -> pb2.GalleryStatus:
        request = pb2.GetGalleryStatusRequest(gallery="ident")
        answer: pb2.GetGalleryStatusResponse = await stub.GetGalleryStatus(
            request, metadata=METADATA
        )
        return answer.status

    async def use(stub: GalleryServiceStub) -> None:
        status = await ask(stub)
        by_class = {one.finger_class: one for one in status.classes}
        assert status.reference_count == ident.reference_count == 2
        assert by_class[pb2.FINGER_CLASS_TEN].reference_count == 0
        assert by_class[pb2.FINGER_CLASS_TWO_INDEX].reference_count == 1
        other = by_class[pb2.FINGER_CLASS_OTHER]
        assert (other.reference_count, other.tail_count, other.dead_count) == (1, 1, 1)
        assert (status.lag_count, status.watermark) == (0, 4)
        assert not status.HasField("snapshot_time")
        assert status.resident_bytes > 0
        assert status.housekeeping_error == ""

    serve(ident, use)
