import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from tenprint.v1 import candidate_pb2 as _candidate_pb2
from tenprint.v1 import sample_pb2 as _sample_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReviewDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_DECISION_UNSPECIFIED: _ClassVar[ReviewDecision]
    REVIEW_DECISION_SAME: _ClassVar[ReviewDecision]
    REVIEW_DECISION_DIFFERENT: _ClassVar[ReviewDecision]
    REVIEW_DECISION_CANNOT_DECIDE: _ClassVar[ReviewDecision]

class ReviewVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_VERDICT_UNSPECIFIED: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_SAME: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_DIFFERENT: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_UNDECIDED: _ClassVar[ReviewVerdict]

class StepAsideReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STEP_ASIDE_REASON_UNSPECIFIED: _ClassVar[StepAsideReason]
    STEP_ASIDE_REASON_PERSON_KNOWN: _ClassVar[StepAsideReason]
    STEP_ASIDE_REASON_CASE_KNOWN: _ClassVar[StepAsideReason]
    STEP_ASIDE_REASON_NOT_IMPARTIAL: _ClassVar[StepAsideReason]
    STEP_ASIDE_REASON_TAKEN_AWAY: _ClassVar[StepAsideReason]

class ReviewReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_REASON_UNSPECIFIED: _ClassVar[ReviewReason]
    REVIEW_REASON_BETWEEN_THRESHOLDS: _ClassVar[ReviewReason]
    REVIEW_REASON_TAIL_NOT_PROVED: _ClassVar[ReviewReason]
    REVIEW_REASON_KNOWN_NON_MATE: _ClassVar[ReviewReason]
    REVIEW_REASON_CONTROL: _ClassVar[ReviewReason]
    REVIEW_REASON_IDENTITY_DOUBT: _ClassVar[ReviewReason]
    REVIEW_REASON_REQUESTED: _ClassVar[ReviewReason]
    REVIEW_REASON_REOPENED: _ClassVar[ReviewReason]
REVIEW_DECISION_UNSPECIFIED: ReviewDecision
REVIEW_DECISION_SAME: ReviewDecision
REVIEW_DECISION_DIFFERENT: ReviewDecision
REVIEW_DECISION_CANNOT_DECIDE: ReviewDecision
REVIEW_VERDICT_UNSPECIFIED: ReviewVerdict
REVIEW_VERDICT_SAME: ReviewVerdict
REVIEW_VERDICT_DIFFERENT: ReviewVerdict
REVIEW_VERDICT_UNDECIDED: ReviewVerdict
STEP_ASIDE_REASON_UNSPECIFIED: StepAsideReason
STEP_ASIDE_REASON_PERSON_KNOWN: StepAsideReason
STEP_ASIDE_REASON_CASE_KNOWN: StepAsideReason
STEP_ASIDE_REASON_NOT_IMPARTIAL: StepAsideReason
STEP_ASIDE_REASON_TAKEN_AWAY: StepAsideReason
REVIEW_REASON_UNSPECIFIED: ReviewReason
REVIEW_REASON_BETWEEN_THRESHOLDS: ReviewReason
REVIEW_REASON_TAIL_NOT_PROVED: ReviewReason
REVIEW_REASON_KNOWN_NON_MATE: ReviewReason
REVIEW_REASON_CONTROL: ReviewReason
REVIEW_REASON_IDENTITY_DOUBT: ReviewReason
REVIEW_REASON_REQUESTED: ReviewReason
REVIEW_REASON_REOPENED: ReviewReason

class ReviewTask(_message.Message):
    __slots__ = ("item_id", "candidates")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    candidates: _containers.RepeatedCompositeFieldContainer[ReviewTaskCandidate]
    def __init__(self, item_id: _Optional[str] = ..., candidates: _Optional[_Iterable[_Union[ReviewTaskCandidate, _Mapping]]] = ...) -> None: ...

class ReviewTaskCandidate(_message.Message):
    __slots__ = ("candidate_id", "fingers")
    CANDIDATE_ID_FIELD_NUMBER: _ClassVar[int]
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    candidate_id: str
    fingers: _containers.RepeatedScalarFieldContainer[_sample_pb2.FingerPosition]
    def __init__(self, candidate_id: _Optional[str] = ..., fingers: _Optional[_Iterable[_Union[_sample_pb2.FingerPosition, str]]] = ...) -> None: ...

class GetNextReviewItemRequest(_message.Message):
    __slots__ = ("examiner_id", "last_item_id")
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    examiner_id: str
    last_item_id: str
    def __init__(self, examiner_id: _Optional[str] = ..., last_item_id: _Optional[str] = ...) -> None: ...

class GetNextReviewItemResponse(_message.Message):
    __slots__ = ("item", "taken_away_time")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    TAKEN_AWAY_TIME_FIELD_NUMBER: _ClassVar[int]
    item: ReviewTask
    taken_away_time: _timestamp_pb2.Timestamp
    def __init__(self, item: _Optional[_Union[ReviewTask, _Mapping]] = ..., taken_away_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetReviewPrintRequest(_message.Message):
    __slots__ = ("item_id", "examiner_id", "candidate_id", "finger")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_ID_FIELD_NUMBER: _ClassVar[int]
    FINGER_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    examiner_id: str
    candidate_id: str
    finger: _sample_pb2.FingerPosition
    def __init__(self, item_id: _Optional[str] = ..., examiner_id: _Optional[str] = ..., candidate_id: _Optional[str] = ..., finger: _Optional[_Union[_sample_pb2.FingerPosition, str]] = ...) -> None: ...

class GetReviewPrintResponse(_message.Message):
    __slots__ = ("png",)
    PNG_FIELD_NUMBER: _ClassVar[int]
    png: bytes
    def __init__(self, png: _Optional[bytes] = ...) -> None: ...

class CandidateDecision(_message.Message):
    __slots__ = ("candidate_id", "decision")
    CANDIDATE_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    candidate_id: str
    decision: ReviewDecision
    def __init__(self, candidate_id: _Optional[str] = ..., decision: _Optional[_Union[ReviewDecision, str]] = ...) -> None: ...

class DecideReviewItemRequest(_message.Message):
    __slots__ = ("item_id", "examiner_id", "decisions", "remark")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    examiner_id: str
    decisions: _containers.RepeatedCompositeFieldContainer[CandidateDecision]
    remark: str
    def __init__(self, item_id: _Optional[str] = ..., examiner_id: _Optional[str] = ..., decisions: _Optional[_Iterable[_Union[CandidateDecision, _Mapping]]] = ..., remark: _Optional[str] = ...) -> None: ...

class DecideReviewItemResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetReviewExplanationRequest(_message.Message):
    __slots__ = ("item_id", "examiner_id", "candidate_id", "finger")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_ID_FIELD_NUMBER: _ClassVar[int]
    FINGER_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    examiner_id: str
    candidate_id: str
    finger: _sample_pb2.FingerPosition
    def __init__(self, item_id: _Optional[str] = ..., examiner_id: _Optional[str] = ..., candidate_id: _Optional[str] = ..., finger: _Optional[_Union[_sample_pb2.FingerPosition, str]] = ...) -> None: ...

class GetReviewExplanationResponse(_message.Message):
    __slots__ = ("rank", "score_db", "fingers", "png")
    RANK_FIELD_NUMBER: _ClassVar[int]
    SCORE_DB_FIELD_NUMBER: _ClassVar[int]
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    PNG_FIELD_NUMBER: _ClassVar[int]
    rank: int
    score_db: float
    fingers: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.FingerScore]
    png: bytes
    def __init__(self, rank: _Optional[int] = ..., score_db: _Optional[float] = ..., fingers: _Optional[_Iterable[_Union[_candidate_pb2.FingerScore, _Mapping]]] = ..., png: _Optional[bytes] = ...) -> None: ...

class StepAsideRequest(_message.Message):
    __slots__ = ("item_id", "examiner_id", "reason")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    examiner_id: str
    reason: StepAsideReason
    def __init__(self, item_id: _Optional[str] = ..., examiner_id: _Optional[str] = ..., reason: _Optional[_Union[StepAsideReason, str]] = ...) -> None: ...

class StepAsideResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListReviewHistoryRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "examiner_id", "controls_only", "item_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    CONTROLS_ONLY_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    examiner_id: str
    controls_only: bool
    item_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., examiner_id: _Optional[str] = ..., controls_only: _Optional[bool] = ..., item_id: _Optional[str] = ...) -> None: ...

class ListReviewHistoryResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[OwnReview]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[OwnReview, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class OwnReview(_message.Message):
    __slots__ = ("item_id", "decide_time", "fingers", "candidates", "remark", "is_control")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    IS_CONTROL_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    decide_time: _timestamp_pb2.Timestamp
    fingers: _containers.RepeatedScalarFieldContainer[_sample_pb2.FingerPosition]
    candidates: _containers.RepeatedCompositeFieldContainer[OwnReviewCandidate]
    remark: str
    is_control: bool
    def __init__(self, item_id: _Optional[str] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., fingers: _Optional[_Iterable[_Union[_sample_pb2.FingerPosition, str]]] = ..., candidates: _Optional[_Iterable[_Union[OwnReviewCandidate, _Mapping]]] = ..., remark: _Optional[str] = ..., is_control: _Optional[bool] = ...) -> None: ...

class OwnReviewCandidate(_message.Message):
    __slots__ = ("candidate_id", "decision", "mated")
    CANDIDATE_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    MATED_FIELD_NUMBER: _ClassVar[int]
    candidate_id: str
    decision: ReviewDecision
    mated: bool
    def __init__(self, candidate_id: _Optional[str] = ..., decision: _Optional[_Union[ReviewDecision, str]] = ..., mated: _Optional[bool] = ...) -> None: ...

class GetReviewFeedbackRequest(_message.Message):
    __slots__ = ("examiner_id",)
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    examiner_id: str
    def __init__(self, examiner_id: _Optional[str] = ...) -> None: ...

class GetReviewFeedbackResponse(_message.Message):
    __slots__ = ("figures",)
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    figures: ExaminerStatistics
    def __init__(self, figures: _Optional[_Union[ExaminerStatistics, _Mapping]] = ...) -> None: ...

class ReassignReviewItemRequest(_message.Message):
    __slots__ = ("item_id", "from_examiner_id", "to_examiner_id", "supervisor_id")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    TO_EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    SUPERVISOR_ID_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    from_examiner_id: str
    to_examiner_id: str
    supervisor_id: str
    def __init__(self, item_id: _Optional[str] = ..., from_examiner_id: _Optional[str] = ..., to_examiner_id: _Optional[str] = ..., supervisor_id: _Optional[str] = ...) -> None: ...

class ReassignReviewItemResponse(_message.Message):
    __slots__ = ("assignments",)
    ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    assignments: _containers.RepeatedCompositeFieldContainer[ReviewAssignment]
    def __init__(self, assignments: _Optional[_Iterable[_Union[ReviewAssignment, _Mapping]]] = ...) -> None: ...

class ListReviewItemsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "open_only", "controls_only", "tcn", "examiner_id", "item_id", "supervisor_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    CONTROLS_ONLY_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    SUPERVISOR_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    open_only: bool
    controls_only: bool
    tcn: str
    examiner_id: str
    item_id: str
    supervisor_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., open_only: _Optional[bool] = ..., controls_only: _Optional[bool] = ..., tcn: _Optional[str] = ..., examiner_id: _Optional[str] = ..., item_id: _Optional[str] = ..., supervisor_id: _Optional[str] = ...) -> None: ...

class ListReviewItemsResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ReviewItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[ReviewItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReviewItem(_message.Message):
    __slots__ = ("item_id", "tcn", "reason", "reason_code", "fingers", "open_time", "needed_count", "candidates", "verdict", "end_time", "in_custody", "assignments")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    NEEDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    IN_CUSTODY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    tcn: str
    reason: str
    reason_code: ReviewReason
    fingers: _containers.RepeatedScalarFieldContainer[_sample_pb2.FingerPosition]
    open_time: _timestamp_pb2.Timestamp
    needed_count: int
    candidates: _containers.RepeatedCompositeFieldContainer[ReviewCandidate]
    verdict: ReviewVerdict
    end_time: _timestamp_pb2.Timestamp
    in_custody: bool
    assignments: _containers.RepeatedCompositeFieldContainer[ReviewAssignment]
    def __init__(self, item_id: _Optional[str] = ..., tcn: _Optional[str] = ..., reason: _Optional[str] = ..., reason_code: _Optional[_Union[ReviewReason, str]] = ..., fingers: _Optional[_Iterable[_Union[_sample_pb2.FingerPosition, str]]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., needed_count: _Optional[int] = ..., candidates: _Optional[_Iterable[_Union[ReviewCandidate, _Mapping]]] = ..., verdict: _Optional[_Union[ReviewVerdict, str]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., in_custody: _Optional[bool] = ..., assignments: _Optional[_Iterable[_Union[ReviewAssignment, _Mapping]]] = ...) -> None: ...

class ReviewAssignment(_message.Message):
    __slots__ = ("examiner_id", "assign_time", "decide_time", "aside_time", "aside_reason", "remark")
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGN_TIME_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    ASIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    ASIDE_REASON_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    examiner_id: str
    assign_time: _timestamp_pb2.Timestamp
    decide_time: _timestamp_pb2.Timestamp
    aside_time: _timestamp_pb2.Timestamp
    aside_reason: StepAsideReason
    remark: str
    def __init__(self, examiner_id: _Optional[str] = ..., assign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., aside_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., aside_reason: _Optional[_Union[StepAsideReason, str]] = ..., remark: _Optional[str] = ...) -> None: ...

class ReviewCandidate(_message.Message):
    __slots__ = ("candidate_id", "rank", "identity_id", "encounter_id", "score_db", "mated", "verdict", "decisions")
    CANDIDATE_ID_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_DB_FIELD_NUMBER: _ClassVar[int]
    MATED_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    candidate_id: str
    rank: int
    identity_id: str
    encounter_id: str
    score_db: float
    mated: bool
    verdict: ReviewVerdict
    decisions: _containers.RepeatedCompositeFieldContainer[ExaminerDecision]
    def __init__(self, candidate_id: _Optional[str] = ..., rank: _Optional[int] = ..., identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., score_db: _Optional[float] = ..., mated: _Optional[bool] = ..., verdict: _Optional[_Union[ReviewVerdict, str]] = ..., decisions: _Optional[_Iterable[_Union[ExaminerDecision, _Mapping]]] = ...) -> None: ...

class ExaminerDecision(_message.Message):
    __slots__ = ("examiner_id", "decision")
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    examiner_id: str
    decision: ReviewDecision
    def __init__(self, examiner_id: _Optional[str] = ..., decision: _Optional[_Union[ReviewDecision, str]] = ...) -> None: ...

class GetReviewStatisticsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetReviewStatisticsResponse(_message.Message):
    __slots__ = ("open_count", "oldest_open_time", "ended_count", "third_count", "control_count", "same_count", "different_count", "undecided_count", "loads", "examiners", "pairs")
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    OLDEST_OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    ENDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    THIRD_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONTROL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SAME_COUNT_FIELD_NUMBER: _ClassVar[int]
    DIFFERENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNDECIDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOADS_FIELD_NUMBER: _ClassVar[int]
    EXAMINERS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    open_count: int
    oldest_open_time: _timestamp_pb2.Timestamp
    ended_count: int
    third_count: int
    control_count: int
    same_count: int
    different_count: int
    undecided_count: int
    loads: _containers.RepeatedCompositeFieldContainer[ReviewLoad]
    examiners: _containers.RepeatedCompositeFieldContainer[ExaminerStatistics]
    pairs: _containers.RepeatedCompositeFieldContainer[ExaminerPairStatistics]
    def __init__(self, open_count: _Optional[int] = ..., oldest_open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_count: _Optional[int] = ..., third_count: _Optional[int] = ..., control_count: _Optional[int] = ..., same_count: _Optional[int] = ..., different_count: _Optional[int] = ..., undecided_count: _Optional[int] = ..., loads: _Optional[_Iterable[_Union[ReviewLoad, _Mapping]]] = ..., examiners: _Optional[_Iterable[_Union[ExaminerStatistics, _Mapping]]] = ..., pairs: _Optional[_Iterable[_Union[ExaminerPairStatistics, _Mapping]]] = ...) -> None: ...

class ExaminerPairStatistics(_message.Message):
    __slots__ = ("first_examiner_id", "second_examiner_id", "agreed", "opposed")
    FIRST_EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    SECOND_EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    OPPOSED_FIELD_NUMBER: _ClassVar[int]
    first_examiner_id: str
    second_examiner_id: str
    agreed: MeasuredRate
    opposed: MeasuredRate
    def __init__(self, first_examiner_id: _Optional[str] = ..., second_examiner_id: _Optional[str] = ..., agreed: _Optional[_Union[MeasuredRate, _Mapping]] = ..., opposed: _Optional[_Union[MeasuredRate, _Mapping]] = ...) -> None: ...

class MeasuredRate(_message.Message):
    __slots__ = ("count", "total_count", "low", "high")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    count: int
    total_count: int
    low: float
    high: float
    def __init__(self, count: _Optional[int] = ..., total_count: _Optional[int] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class ReviewLoad(_message.Message):
    __slots__ = ("fingers", "reviewed")
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_FIELD_NUMBER: _ClassVar[int]
    fingers: _containers.RepeatedScalarFieldContainer[_sample_pb2.FingerPosition]
    reviewed: MeasuredRate
    def __init__(self, fingers: _Optional[_Iterable[_Union[_sample_pb2.FingerPosition, str]]] = ..., reviewed: _Optional[_Union[MeasuredRate, _Mapping]] = ...) -> None: ...

class ExaminerStatistics(_message.Message):
    __slots__ = ("examiner_id", "item_count", "false_same", "false_different", "cannot_decide")
    EXAMINER_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    FALSE_SAME_FIELD_NUMBER: _ClassVar[int]
    FALSE_DIFFERENT_FIELD_NUMBER: _ClassVar[int]
    CANNOT_DECIDE_FIELD_NUMBER: _ClassVar[int]
    examiner_id: str
    item_count: int
    false_same: MeasuredRate
    false_different: MeasuredRate
    cannot_decide: MeasuredRate
    def __init__(self, examiner_id: _Optional[str] = ..., item_count: _Optional[int] = ..., false_same: _Optional[_Union[MeasuredRate, _Mapping]] = ..., false_different: _Optional[_Union[MeasuredRate, _Mapping]] = ..., cannot_decide: _Optional[_Union[MeasuredRate, _Mapping]] = ...) -> None: ...
