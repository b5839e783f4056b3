"""Changes of identities and the status of a gallery: domain types → proto."""

from gallery.index.types import FingerClass
from gallery.search.served_sets import ReferenceSetStatus
from gallery.types import IdentityChange, IdentityChangeKind
from gallery.upkeep.status import ClassStatus, GalleryStatus
from services.wire.conversion import timestamp
from tenprint.v1 import gallery_service_pb2 as pb2

_KINDS = {
    IdentityChangeKind.MERGE: pb2.IDENTITY_CHANGE_KIND_MERGE,
    IdentityChangeKind.SPLIT: pb2.IDENTITY_CHANGE_KIND_SPLIT,
    IdentityChangeKind.MOVE: pb2.IDENTITY_CHANGE_KIND_MOVE,
    IdentityChangeKind.UNDO: pb2.IDENTITY_CHANGE_KIND_UNDO,
}
_CLASSES = {
    FingerClass.TEN: pb2.FINGER_CLASS_TEN,
    FingerClass.TWO_INDEX: pb2.FINGER_CLASS_TWO_INDEX,
    FingerClass.OTHER: pb2.FINGER_CLASS_OTHER,
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


def gallery_status(status: GalleryStatus) -> pb2.GalleryStatus:
    """Write how a gallery stands."""
    return pb2.GalleryStatus(
        gallery=status.gallery,
        reference_count=status.reference_count,
        classes=[_class_status(one) for one in status.classes],
        watermark=status.watermark,
        lag_count=status.lag_count,
        snapshot_time=timestamp(status.snapshot_time) if status.snapshot_time else None,
        snapshot_watermark=status.snapshot_watermark,
        resident_bytes=status.resident_bytes,
        index_version=status.index_version,
        housekeeping_error=status.housekeeping_error,
        damaged=status.damaged,
        following_error=status.following_error,
        reference_sets=[_reference_set(one) for one in status.reference_sets],
    )


def _reference_set(status: ReferenceSetStatus) -> pb2.ReferenceSetStatus:
    return pb2.ReferenceSetStatus(
        name=status.name,
        folder=str(status.folder),
        reference_count=status.reference_count,
        resident_bytes=status.resident_bytes,
        index_version=status.index_version,
        housekeeping_error=status.housekeeping_error,
        damaged=status.damaged,
    )


def _class_status(status: ClassStatus) -> pb2.FingerClassStatus:
    return pb2.FingerClassStatus(
        finger_class=_CLASSES[status.finger_class],
        reference_count=status.reference_count,
        tail_count=status.tail_count,
        dead_count=status.dead_count,
        sealed_segment_count=status.sealed_segment_count,
    )
