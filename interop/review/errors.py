"""The errors of reviews.

InteropError
└── ReviewError
    ├── ReviewItemNotFoundError   REVIEW_ITEM_NOT_FOUND
    ├── ReviewPrintNotFoundError  REVIEW_PRINT_NOT_FOUND
    ├── ReviewIncompleteError     REVIEW_INCOMPLETE
    ├── ReviewDecidedError        REVIEW_DECIDED
    ├── ReviewEndedError          REVIEW_ENDED
    ├── ReviewNotDecidedError     REVIEW_NOT_DECIDED
    ├── ReviewSteppedAsideError   REVIEW_STEPPED_ASIDE
    ├── ReviewNotAssignedError    REVIEW_NOT_ASSIGNED
    ├── ReviewBarredError         REVIEW_EXAMINER_BARRED
    ├── ComparisonRefusedError    COMPARISON_REFUSED
    └── ComparisonConflictError   COMPARISON_CONFLICT
"""

from interop.errors import InteropError


class ReviewError(InteropError):
    """An operation on a review is not possible."""


class ReviewItemNotFoundError(ReviewError, reason="REVIEW_ITEM_NOT_FOUND"):
    """The item or candidate is unknown, or this examiner did not get the item."""


class ReviewPrintNotFoundError(ReviewError, reason="REVIEW_PRINT_NOT_FOUND"):
    """The finger is not shown, or the print was deleted since."""


class ReviewIncompleteError(ReviewError, reason="REVIEW_INCOMPLETE"):
    """Some candidate of the item has no decision, or some decision has no candidate."""


class ReviewDecidedError(ReviewError, reason="REVIEW_DECIDED"):
    """The examiner made another decision before: decisions are final."""


class ReviewEndedError(ReviewError, reason="REVIEW_ENDED"):
    """Enough other examiners have decided meanwhile."""


class ReviewNotDecidedError(ReviewError, reason="REVIEW_NOT_DECIDED"):
    """Only an examiner who has decided may see the explanation."""


class ReviewSteppedAsideError(ReviewError, reason="REVIEW_STEPPED_ASIDE"):
    """The examiner gave the item back for good, or a supervisor took it."""


class ReviewNotAssignedError(ReviewError, reason="REVIEW_NOT_ASSIGNED"):
    """The examiner does not have the item in hand."""


class ReviewBarredError(ReviewError, reason="REVIEW_EXAMINER_BARRED"):
    """This person may not decide about the item."""


class ComparisonRefusedError(ReviewError, reason="COMPARISON_REFUSED"):
    """Nothing is there to compare again, examiners are at it, or only a supervisor may ask."""


class ComparisonConflictError(ReviewError, reason="COMPARISON_CONFLICT"):
    """The id of the comparison asked for something else before."""
