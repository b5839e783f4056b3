"""How rows store searches, responses and details of bookings: as documents."""

from database.documents import Codec
from gallery.types import Identification, Retention, Stage
from interop.bookings.types import Details, FirstResponse, SecondResponse
from matcher.fusion import FingerComparison

_VERSION = {"version": 1}
_ARRAYS = {"fingers": FingerComparison, "stages": Stage}

FIRST_RESPONSE = Codec(
    FirstResponse, version=_VERSION, arrays=_ARRAYS, earlier={"retained_in": "iafis"}
)
SECOND_RESPONSE = Codec(SecondResponse, version=_VERSION, arrays=_ARRAYS)
IDENTIFICATION = Codec(Identification, version=_VERSION, arrays=_ARRAYS)
RETENTION = Codec(Retention, version=_VERSION, unstored=frozenset({"amended"}))
DETAILS = Codec(Details, version=_VERSION)


def load_details(text: str | None) -> Details:
    """Read the details of a submission; None: the submission is older than the details."""
    return Details() if text is None else DETAILS.load(text)
