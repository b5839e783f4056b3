"""The gallery's branch of the error tree (its root is in matcher/errors.py).

TenprintError
└── GalleryError
    ├── GalleryNotFoundError       GALLERY_NOT_FOUND
    ├── IdentityNotFoundError      IDENTITY_NOT_FOUND
    ├── EncounterNotFoundError     ENCOUNTER_NOT_FOUND
    ├── IdentityChangeNotFoundError  IDENTITY_CHANGE_NOT_FOUND
    ├── IdentityConflictError      IDENTITY_CONFLICT: the identities are not as the change needs
    ├── EncounterConflictError     ENCOUNTER_CONFLICT: the same id with other content
    ├── TransferError              TRANSFER_REFUSED: never on the wire
    ├── IndexFaultError            INTERNAL: FAISS lost records that it holds
    ├── QuantiserVersionError      INTERNAL: the quantiser has another format or vector version
    └── DamagedSegmentError        CORRUPT_RECORD: it is also a CorruptRecordError
"""

from pathlib import Path

from matcher.errors import CorruptRecordError, TenprintError


class GalleryError(TenprintError):
    """An error of a gallery or its store."""


class GalleryNotFoundError(GalleryError, reason="GALLERY_NOT_FOUND"):
    """No gallery has that name."""


class IdentityNotFoundError(GalleryError, reason="IDENTITY_NOT_FOUND"):
    """The gallery does not know the identity."""


class EncounterNotFoundError(GalleryError, reason="ENCOUNTER_NOT_FOUND"):
    """The gallery does not know the encounter."""


class IdentityChangeNotFoundError(GalleryError, reason="IDENTITY_CHANGE_NOT_FOUND"):
    """The gallery's history has no such change."""


class IdentityConflictError(GalleryError, reason="IDENTITY_CONFLICT"):
    """The identities are not as the change needs them; nothing was changed."""


class EncounterConflictError(GalleryError, reason="ENCOUNTER_CONFLICT"):
    """The encounter id already has other content."""


class TransferError(GalleryError, reason="TRANSFER_REFUSED"):
    """A file of people cannot be imported, or not into this place."""


class IndexFaultError(GalleryError):
    """The index twice returned fewer records than it holds."""


class QuantiserVersionError(GalleryError):
    """The quantiser has another format, or was made for other vectors."""


class DamagedSegmentError(CorruptRecordError, GalleryError):
    """A segment's file does not pass its checksums; `file` and `where` name the part."""

    def __init__(self, file: Path, where: str, what: str = "does not pass its checksum") -> None:
        super().__init__(f"{file}: {where} {what}")
        self.file = file
        self.where = where
