"""The errors of reviews.

InteropError
└── ReviewError
    ├── ReviewItemNotFoundError   REVIEW_ITEM_NOT_FOUND
    ├── ReviewPrintNotFoundError  REVIEW_PRINT_NOT_FOUND
    ├── ReviewIncompleteError     REVIEW_INCOMPLETE
    ├── ReviewDecidedError        REVIEW_DECIDED
    ├── ReviewEndedError          REVIEW_ENDED
    └── ReviewNotDecidedError     REVIEW_NOT_DECIDED
"""

from interop.errors import InteropError


class ReviewError(InteropError):
    """An operation on a review is not possible."""


class ReviewItemNotFoundError(ReviewError):
    """The item or candidate is unknown, or this examiner did not get the item."""

    reason = "REVIEW_ITEM_NOT_FOUND"


class ReviewPrintNotFoundError(ReviewError):
    """The finger is not shown, or the print was deleted since."""

    reason = "REVIEW_PRINT_NOT_FOUND"


class ReviewIncompleteError(ReviewError):
    """Some candidate of the item has no decision, or some decision has no candidate."""

    reason = "REVIEW_INCOMPLETE"


class ReviewDecidedError(ReviewError):
    """The examiner made another decision before: decisions are final."""

    reason = "REVIEW_DECIDED"


class ReviewEndedError(ReviewError):
    """Enough other examiners have decided meanwhile."""

    reason = "REVIEW_ENDED"


class ReviewNotDecidedError(ReviewError):
    """Only an examiner who has decided may see the explanation."""

    reason = "REVIEW_NOT_DECIDED"
