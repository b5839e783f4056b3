"""What every servicer uses: callers, deadlines, admission, errors, field checks, conversion."""

from typing import TYPE_CHECKING

from interop.faces import names_of
from services.wire import validation
from services.wire.admission import Pool, Work
from services.wire.deadline import Deadline
from services.wire.lifecycle import Lifecycle, ends_at_once, stop_signal
from services.wire.reflection import Writer, timestamp
from services.wire.stages import RequestClock
from services.wire.times import check_times
from services.wire.transport import MAX_RPCS, Methods, Transport, check_port_is_free
from services.wire.validation import (
    calendar_date,
    check,
    check_id,
    check_length,
    check_ori,
    check_samples,
    check_tcn,
    each,
    inside,
    member,
    optional,
    read_enum,
    read_text,
    read_time,
    said,
)
from services.wire.words import read_word, read_words
from services.wire.workplace import Context, caller_from, deadline_of

if TYPE_CHECKING:
    from services.wire import conversion
    from services.wire.conversion import (
        advice_on,
        candidate,
        finger_score,
        missing_finger,
        sample_report,
        search_report,
        sequence_report,
        slap_report,
    )
    from services.wire.pools import Pools, find_gallery
else:
    # The stub of the LESC has no samples and no galleries, and needs no matcher.
    __getattr__ = names_of(
        __name__,
        {
            "conversion": "advice_on candidate finger_score missing_finger sample_report "
            "search_report sequence_report slap_report",
            "pools": "Pools find_gallery",
        },
    )

__all__ = [
    "Context",
    "Deadline",
    "Lifecycle",
    "MAX_RPCS",
    "Methods",
    "Pool",
    "Pools",
    "RequestClock",
    "Transport",
    "Work",
    "Writer",
    "advice_on",
    "calendar_date",
    "caller_from",
    "candidate",
    "check",
    "check_id",
    "check_length",
    "check_ori",
    "check_port_is_free",
    "check_samples",
    "check_tcn",
    "check_times",
    "conversion",
    "deadline_of",
    "each",
    "ends_at_once",
    "find_gallery",
    "finger_score",
    "inside",
    "member",
    "missing_finger",
    "optional",
    "read_enum",
    "read_text",
    "read_time",
    "read_word",
    "read_words",
    "said",
    "sample_report",
    "search_report",
    "sequence_report",
    "slap_report",
    "stop_signal",
    "timestamp",
    "validation",
]
