"""Changes of identities and the status of a gallery: domain types → proto."""

from gallery.types import IdentityChange, IdentityChangeKind
from services.conversion import timestamp
from tenprint.v1 import gallery_service_pb2 as pb2

_KINDS = {
    IdentityChangeKind.MERGE: pb2.IDENTITY_CHANGE_KIND_MERGE,
    IdentityChangeKind.SPLIT: pb2.IDENTITY_CHANGE_KIND_SPLIT,
    IdentityChangeKind.MOVE: pb2.IDENTITY_CHANGE_KIND_MOVE,
    IdentityChangeKind.UNDO: pb2.IDENTITY_CHANGE_KIND_UNDO,
}


def identity_change(change: IdentityChange) -> pb2.IdentityChange:
    """Write an entry of the history."""
    return pb2.IdentityChange(
        change_id=change.change_id,
        kind=_KINDS[change.kind],
        from_identity_id=change.from_identity_id,
        to_identity_id=change.to_identity_id,
        encounter_ids=change.encounter_ids,
        change_time=timestamp(change.change_time),
        ori=change.caller.ori,
        purpose=change.caller.purpose,
        undone_by_change_id=change.reversed_by or 0,
        undone_change_id=change.reverses or 0,
    )
