"""Who is one person and who are two: changed, remembered, taken back, searched first."""

import uuid
from collections.abc import Iterator

import grpc
import pytest

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1 import identification_service_pb2 as identification_pb2
from tests.contract.rpc import METADATA, ORI, TIMEOUT_S, Stubs, refused
from tests.images import finger
from tests.servers import RunningServer

ROLES = ("booking", "operator")
CONFLICT = grpc.StatusCode.FAILED_PRECONDITION
INVALID = grpc.StatusCode.INVALID_ARGUMENT
NOT_FOUND = grpc.StatusCode.NOT_FOUND
GALLERY = "ident"
TWO_FINGERS = (2, 7)


@pytest.fixture
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=ROLES, purpose="deduplication") as opened:
        yield opened


def _id() -> str:
    return uuid.uuid4().hex[:12]


def _enrol(
    client: Client, seed: int, impression: int = 0, identity_id: str = ""
) -> tuple[str, str]:
    """Enrol two fingers; return identity and encounter."""
    prints = [finger(seed, position, impression) for position in TWO_FINGERS]
    made = client.enrol(GALLERY, prints, encounter_id=_id(), identity_id=identity_id)
    return made.identity.identity_id, made.encounter.encounter_id


def _encounters(client: Client, identity_id: str) -> list[str]:
    return [one.encounter_id for one in client.list_encounters(GALLERY, identity_id)]


def _found(client: Client, seed: int) -> set[str]:
    probe = [finger(seed, position, 3) for position in TWO_FINGERS]
    candidates = client.identify(GALLERY, probe, target_fpir=0.01).candidates
    return {one.identity_id for one in candidates if one.above_threshold}


def test_merge_and_undo(client: Client) -> None:
    stays, first = _enrol(client, 101)
    goes, second = _enrol(client, 101, 1)
    assert _found(client, 101) == {stays, goes}
    request_id = _id()
    change = client.galleries.merge(GALLERY, goes, stays, request_id=request_id)
    assert change.kind == pb2.IDENTITY_CHANGE_KIND_MERGE
    assert (change.from_identity_id, change.to_identity_id) == (goes, stays)
    assert list(change.encounter_ids) == [second]
    assert (change.ori, change.purpose) == (ORI, "deduplication")
    assert client.galleries.merge(GALLERY, goes, stays, request_id=request_id) == change
    assert _encounters(client, stays) == [first, second]
    gone = client.get_identity(GALLERY, goes)
    assert (gone.merged_into, gone.encounter_count) == (stays, 0)
    assert _found(client, 101) == {stays}
    undone = client.galleries.undo(GALLERY, change.change_id)
    assert undone.kind == pb2.IDENTITY_CHANGE_KIND_UNDO
    assert undone.undone_change_id == change.change_id
    assert _encounters(client, goes) == [second]
    assert client.get_identity(GALLERY, goes).merged_into == ""
    assert _found(client, 101) == {stays, goes}
    history = list(client.galleries.changes(GALLERY, goes, page_size=1))
    assert [one.change_id for one in history] == [change.change_id, undone.change_id]
    assert history[0].undone_by_change_id == undone.change_id


def test_split_and_move(client: Client) -> None:
    identity, first = _enrol(client, 102)
    _, second = _enrol(client, 103, identity_id=identity)
    split = client.galleries.split(GALLERY, identity, [second])
    assert split.kind == pb2.IDENTITY_CHANGE_KIND_SPLIT
    assert _encounters(client, split.to_identity_id) == [second]
    assert _encounters(client, identity) == [first]
    assert _found(client, 103) == {split.to_identity_id}
    _, third = _enrol(client, 102, 1, identity_id=split.to_identity_id)
    move = client.galleries.move(GALLERY, third, split.to_identity_id, identity)
    assert move.kind == pb2.IDENTITY_CHANGE_KIND_MOVE
    assert list(move.encounter_ids) == [third]
    assert _encounters(client, identity) == [first, third]
    listed = list(client.galleries.changes(GALLERY, identity))
    assert [one.change_id for one in listed] == [split.change_id, move.change_id]
    assert {split.change_id, move.change_id} <= {
        one.change_id for one in client.galleries.changes(GALLERY, page_size=2)
    }


def test_conflicts_change_nothing(client: Client, stubs: Stubs) -> None:
    one, first = _enrol(client, 104)
    other, second = _enrol(client, 105)
    galleries = stubs.galleries
    itself = pb2.MergeIdentitiesRequest(
        gallery=GALLERY, request_id=_id(), identity_id=one, into_identity_id=one
    )
    refused(galleries.MergeIdentities, itself, CONFLICT, "IDENTITY_CONFLICT")
    everything = pb2.SplitIdentityRequest(
        gallery=GALLERY, request_id=_id(), identity_id=one, encounter_ids=[first]
    )
    refused(galleries.SplitIdentity, everything, CONFLICT, "IDENTITY_CONFLICT")
    elsewhere = pb2.MoveEncounterRequest(
        gallery=GALLERY,
        request_id=_id(),
        encounter_id=second,
        identity_id=one,
        to_identity_id=other,
    )
    refused(galleries.MoveEncounter, elsewhere, CONFLICT, "IDENTITY_CONFLICT")
    assert (_encounters(client, one), _encounters(client, other)) == ([first], [second])
    assert list(client.galleries.changes(GALLERY, one)) == []


def test_a_request_id_stands_for_one_change(client: Client, stubs: Stubs) -> None:
    one, _ = _enrol(client, 106)
    other, _ = _enrol(client, 107)
    third, _ = _enrol(client, 108)
    request_id = _id()
    change = client.galleries.merge(GALLERY, one, other, request_id=request_id)
    different = pb2.MergeIdentitiesRequest(
        gallery=GALLERY, request_id=request_id, identity_id=other, into_identity_id=third
    )
    refused(stubs.galleries.MergeIdentities, different, CONFLICT, "IDENTITY_CONFLICT")
    undo_id = _id()
    undone = client.galleries.undo(GALLERY, change.change_id, request_id=undo_id)
    assert client.galleries.undo(GALLERY, change.change_id, request_id=undo_id) == undone
    again = pb2.UndoIdentityChangeRequest(
        gallery=GALLERY, request_id=_id(), change_id=change.change_id
    )
    refused(stubs.galleries.UndoIdentityChange, again, CONFLICT, "IDENTITY_CONFLICT")


def test_what_is_not_there(client: Client, stubs: Stubs) -> None:
    one, first = _enrol(client, 109)
    galleries = stubs.galleries
    merge = pb2.MergeIdentitiesRequest(
        gallery=GALLERY, request_id=_id(), identity_id="nobody", into_identity_id=one
    )
    refused(galleries.MergeIdentities, merge, NOT_FOUND, "IDENTITY_NOT_FOUND")
    split = pb2.SplitIdentityRequest(
        gallery=GALLERY, request_id=_id(), identity_id=one, encounter_ids=["nothing"]
    )
    refused(galleries.SplitIdentity, split, NOT_FOUND, "ENCOUNTER_NOT_FOUND")
    move = pb2.MoveEncounterRequest(
        gallery=GALLERY,
        request_id=_id(),
        encounter_id=first,
        identity_id=one,
        to_identity_id="nobody",
    )
    refused(galleries.MoveEncounter, move, NOT_FOUND, "IDENTITY_NOT_FOUND")
    undo = pb2.UndoIdentityChangeRequest(gallery=GALLERY, request_id=_id(), change_id=2**62)
    refused(galleries.UndoIdentityChange, undo, NOT_FOUND, "IDENTITY_CHANGE_NOT_FOUND")
    listing = pb2.ListIdentityChangesRequest(gallery=GALLERY, identity_id="nobody")
    refused(galleries.ListIdentityChanges, listing, NOT_FOUND, "IDENTITY_NOT_FOUND")
    for method, request in (
        (galleries.MergeIdentities, pb2.MergeIdentitiesRequest(gallery="cjis")),
        (galleries.GetGalleryStatus, pb2.GetGalleryStatusRequest(gallery="cjis")),
    ):
        refused(method, request, NOT_FOUND, "GALLERY_NOT_FOUND")


@pytest.mark.parametrize("field", ["request_id", "identity_id", "into_identity_id"])
@pytest.mark.parametrize("value", ["", "with space", "x" * 65])
def test_wrong_ids(field: str, value: str, stubs: Stubs) -> None:
    sound = {"request_id": "r", "identity_id": "a", "into_identity_id": "b"}
    request = pb2.MergeIdentitiesRequest(gallery=GALLERY, **{**sound, field: value})
    error = refused(stubs.galleries.MergeIdentities, request, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == field


@pytest.mark.parametrize("encounter_ids", [[], ["a", "a"], [""], [f"e{n}" for n in range(1001)]])
def test_wrong_lists_of_encounters(encounter_ids: list[str], stubs: Stubs) -> None:
    request = pb2.SplitIdentityRequest(
        gallery=GALLERY, request_id="r", identity_id="a", encounter_ids=encounter_ids
    )
    error = refused(stubs.galleries.SplitIdentity, request, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == (
        "encounter_ids[0]" if encounter_ids == [""] else "encounter_ids"
    )


def test_wrong_pages_and_numbers(stubs: Stubs) -> None:
    for request, field in (
        (pb2.ListIdentityChangesRequest(gallery=GALLERY, page_size=1001), "page_size"),
        (pb2.ListIdentityChangesRequest(gallery=GALLERY, page_token="MTphbm5h"), "page_token"),
        (pb2.ListIdentityChangesRequest(gallery=GALLERY, page_token="a b"), "page_token"),
    ):
        error = refused(stubs.galleries.ListIdentityChanges, request, INVALID, "INVALID_FIELD")
        assert error.metadata["field"] == field
    undo = pb2.UndoIdentityChangeRequest(gallery=GALLERY, request_id="r")
    error = refused(stubs.galleries.UndoIdentityChange, undo, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == "change_id"


def test_an_enrolment_searched_first(client: Client, stubs: Stubs) -> None:
    prints = [finger(110, position) for position in TWO_FINGERS]
    encounter_id = _id()
    made = client.enrol(GALLERY, prints, encounter_id=encounter_id, search_first=True)
    assert made.encounter.encounter_id == encounter_id
    assert made.report.target_fpir == 0.001
    assert list(made.candidates) == []
    # A repetition finds itself enrolled, and nobody.
    again = client.enrol(GALLERY, prints, encounter_id=encounter_id, search_first=True)
    assert (again.identity, again.encounter) == (made.identity, made.encounter)

    other = [finger(110, position, 1) for position in TWO_FINGERS]
    later_id = _id()
    found = client.enrol(GALLERY, other, encounter_id=later_id, search_first=True, target_fpir=0.01)
    assert not found.HasField("encounter")
    assert not found.HasField("identity")
    assert found.candidates[0].identity_id == made.identity.identity_id
    assert found.candidates[0].above_threshold
    assert found.report.target_fpir == 0.01
    assert client.get_identity(GALLERY, made.identity.identity_id).encounter_count == 1
    with pytest.raises(RpcError, match="ENCOUNTER_NOT_FOUND"):
        client.delete_encounter(GALLERY, later_id)
    # The caller decides: here, that it is somebody else all the same.
    anyway = client.enrol(GALLERY, other, encounter_id=later_id)
    assert anyway.identity.identity_id != made.identity.identity_id

    both = identification_pb2.EnrolRequest(
        gallery=GALLERY,
        encounter_id=_id(),
        identity_id=made.identity.identity_id,
        samples=other,
        search_first=True,
    )
    error = refused(stubs.identification.Enrol, both, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == "search_first"


def test_of_two_enrolments_of_one_person_at_once_one_is_made(stubs: Stubs) -> None:
    requests = [
        identification_pb2.EnrolRequest(
            gallery=GALLERY,
            encounter_id=_id(),
            samples=[finger(111, position, impression) for position in TWO_FINGERS],
            search_first=True,
            target_fpir=0.01,
        )
        for impression in (0, 1)
    ]
    calls = [
        stubs.identification.Enrol.future(one, metadata=METADATA, timeout=TIMEOUT_S)
        for one in requests
    ]
    answers = [call.result() for call in calls]
    made = [answer for answer in answers if answer.HasField("encounter")]
    found = [answer for answer in answers if answer.candidates]
    assert (len(made), len(found)) == (1, 1)
    assert found[0].candidates[0].identity_id == made[0].identity.identity_id


def test_an_expunged_encounter_is_gone(client: Client) -> None:
    identity, encounter = _enrol(client, 112)
    assert _found(client, 112) == {identity}
    assert client.delete_encounter(GALLERY, encounter, expunge=True)
    assert _found(client, 112) == set()
