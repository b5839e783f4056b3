"""Changes of identities and the status of a gallery: domain types → proto."""

from gallery.search import ReferenceSetStatus
from gallery.types import IdentityChange
from gallery.upkeep import ClassStatus, GalleryStatus
from services.wire import Writer
from tenprint.v1 import gallery_service_pb2 as pb2

identity_change = Writer(
    pb2.IdentityChange,
    IdentityChange,
    within=["caller"],
    undone_by_change_id="reversed_by",
    undone_change_id="reverses",
)
gallery_status = Writer(
    pb2.GalleryStatus,
    GalleryStatus,
    Writer(pb2.FingerClassStatus, ClassStatus),
    Writer(pb2.ReferenceSetStatus, ReferenceSetStatus, folder=lambda status: str(status.folder)),
)
