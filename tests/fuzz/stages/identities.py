"""Stages of galleries: enrolment, search, and changes of identities."""

from collections.abc import Callable, Mapping

from tenprint.v1 import gallery_service_pb2 as gallery_pb2
from tenprint.v1 import identification_service_pb2 as pb2
from tests.fuzz.stages.callers import Staged, by_operator
from tests.fuzz.stages.world import World


def _enrol(world: World) -> Staged:
    number = world.next_number()
    return by_operator(
        pb2.EnrolRequest(
            gallery="ident", encounter_id=f"STAGE-{number}", samples=world.prints(number)
        )
    )


def _identify(world: World) -> Staged:
    prints = world.prints(world.next_number())
    return by_operator(pb2.IdentifyRequest(gallery="ident", samples=prints))


def _verify(world: World) -> Staged:
    one = world.anyone()
    return by_operator(
        pb2.VerifyRequest(
            gallery="ident", identity_id=one.identity_id, samples=world.prints(one.number, 1)
        )
    )


def _extract(world: World) -> Staged:
    sample, _ = world.prints(world.next_number())
    return by_operator(pb2.ExtractTemplateRequest(sample=sample))


def _get(world: World) -> Staged:
    identity_id, _ = world.once(World.enrolled)
    return by_operator(pb2.GetIdentityRequest(gallery="ident", identity_id=identity_id))


def _encounters(world: World) -> Staged:
    identity_id, _ = world.once(World.enrolled)
    return by_operator(pb2.ListEncountersRequest(gallery="ident", identity_id=identity_id))


def _delete(world: World) -> Staged:
    _, encounter_id = world.enrolled()
    return by_operator(pb2.DeleteEncounterRequest(gallery="ident", encounter_id=encounter_id))


def _twice(world: World) -> tuple[str, str]:
    """Enrol a person twice; returns the identity and the second encounter."""
    number = world.next_number()
    first, second = f"STAGE-{number}-A", f"STAGE-{number}-B"
    (one, _), (again, _) = world.prints(number), world.prints(number, 1)
    identity_id = world.operator.enrol("ident", [one], encounter_id=first).identity.identity_id
    world.operator.enrol("ident", [again], encounter_id=second, identity_id=identity_id)
    return identity_id, second


def _merge(world: World) -> Staged:
    (one, _), (other, _) = world.enrolled(), world.enrolled()
    return by_operator(
        gallery_pb2.MergeIdentitiesRequest(
            gallery="ident",
            request_id=f"RQ-{world.next_number()}",
            identity_id=one,
            into_identity_id=other,
        )
    )


def _split(world: World) -> Staged:
    identity_id, second = _twice(world)
    return by_operator(
        gallery_pb2.SplitIdentityRequest(
            gallery="ident",
            request_id=f"RQ-{world.next_number()}",
            identity_id=identity_id,
            encounter_ids=[second],
        )
    )


def _move(world: World) -> Staged:
    identity_id, second = _twice(world)
    other, _ = world.enrolled()
    return by_operator(
        gallery_pb2.MoveEncounterRequest(
            gallery="ident",
            request_id=f"RQ-{world.next_number()}",
            encounter_id=second,
            identity_id=identity_id,
            to_identity_id=other,
        )
    )


def _undo(world: World) -> Staged:
    identity_id, second = _twice(world)
    change = world.operator.galleries.split("ident", identity_id, [second])
    return by_operator(
        gallery_pb2.UndoIdentityChangeRequest(
            gallery="ident", request_id=f"RQ-{world.next_number()}", change_id=change.change_id
        )
    )


def _changes(_: World) -> Staged:
    return by_operator(gallery_pb2.ListIdentityChangesRequest(gallery="ident", page_size=5))


def _status(_: World) -> Staged:
    return by_operator(gallery_pb2.GetGalleryStatusRequest(gallery="ident"))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "Enrol": _enrol,
    "Identify": _identify,
    "Verify": _verify,
    "ExtractTemplate": _extract,
    "GetIdentity": _get,
    "ListEncounters": _encounters,
    "DeleteEncounter": _delete,
    "MergeIdentities": _merge,
    "SplitIdentity": _split,
    "MoveEncounter": _move,
    "UndoIdentityChange": _undo,
    "ListIdentityChanges": _changes,
    "GetGalleryStatus": _status,
}
