"""What can go wrong with a review.

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
    """A review cannot go on as asked."""


class ReviewItemNotFoundError(ReviewError):
    """There is no such item or candidate, or it was not given to this examiner."""

    reason = "REVIEW_ITEM_NOT_FOUND"


class ReviewPrintNotFoundError(ReviewError):
    """The finger is not shown, or its print was deleted since."""

    reason = "REVIEW_PRINT_NOT_FOUND"


class ReviewIncompleteError(ReviewError):
    """The decisions are not one for each candidate of the item."""

    reason = "REVIEW_INCOMPLETE"


class ReviewDecidedError(ReviewError):
    """The examiner has decided before, otherwise: a decision is not changed."""

    reason = "REVIEW_DECIDED"


class ReviewEndedError(ReviewError):
    """Enough examiners have decided meanwhile."""

    reason = "REVIEW_ENDED"


class ReviewNotDecidedError(ReviewError):
    """The explanation is for who has decided."""

    reason = "REVIEW_NOT_DECIDED"
