"""What has a closed list of values is an enum, also where an earlier version had a word for it."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto

from ebts.codes import OUT
from interop import lesc
from interop.audit import Action, ObjectKind
from interop.bookings import MessageKind
from interop.cases.priorities import RuleSet
from interop.cases.types import AlarmKind, DecisionKind, VersionCause
from interop.offenses import OffenseCategory
from interop.review.thresholds import ReviewReason
from interop.review.types import ComparisonCause
from interop.waiting import Waiting
from lesc_stub.types import TaskEventKind
from services.wire.reflection import code_name
from tenprint.v1 import (
    audit_service_pb2,
    booking_service_pb2,
    case_service_pb2,
    lesc_service_pb2,
    overdue_service_pb2,
    programme_service_pb2,
    research_pb2,
    review_service_pb2,
)
from tests.reference.protos import Comments, comments_of, described

NAMED = re.compile(
    r"(^|_)(ids?|token|numbers?|fins?|tcns?|tcr|oris?|officer|person|specialist|gallery|name|office"
    r"|queue|address|folder|version|by|in|to)$|^(reference_set|merged_into|custodian|owner)$"
)
"""Names of fields that name a thing or a person: an id, a number, a place."""
SAID = re.compile(
    r"(^|_)(message|reason|because|text|error|explanation|remark|note|details?|evidence|resolution"
    r"|advice|literal|statute|reasons|contradictions|damaged|disposition|cause|attention|phone"
    r"|determination|site|rule|value|booked|held|place)$"
)
"""Names of fields that people write or read as words."""
DOCUMENTED = re.compile(
    r"letters|digits|characters|YYYY|M, F or X|R1 to R46|docs/programme|path|`[a-z-]+`"
    r"|\"Y\" or \"N\""
    r"|\d\.\d{3} [A-Z]{3}|TOT|PUR|ORI|IANA"
)
"""What a comment says of the form of a text."""
LISTS_WORDS = re.compile(r"`?[a-z_]+`?(?:, `?[a-z_ -]+`?)+,? or `?[a-z_-]+`?(?:\.|$)", re.M)
WORDS: dict[str, tuple[object, list[str]]] = {
    "AuditAction": (audit_service_pb2, [one.name for one in Action]),
    "AuditObjectKind": (audit_service_pb2, [one.name for one in ObjectKind]),
    "CaseAlarmKind": (case_service_pb2, [one.name for one in AlarmKind]),
    "CaseDecisionKind": (case_service_pb2, [one.name for one in DecisionKind]),
    "CaseVersionCause": (case_service_pb2, [one.name for one in VersionCause]),
    "ComparedField": (research_pb2, [one.name for one in fields(lesc.BookedPerson)]),
    "FactKind": (research_pb2, [one.name for one in lesc.FactKind]),
    "LescSource": (research_pb2, list(lesc.SOURCES)),
    "OffenseCategory": (research_pb2, [one.name for one in OffenseCategory]),
    "OutboundKind": (programme_service_pb2, [one.name for one in MessageKind]),
    "ResearchTaskEventKind": (lesc_service_pb2, list(TaskEventKind)),
    "ResponseTransactionType": (booking_service_pb2, list(OUT)),
    "ReviewReason": (review_service_pb2, ["control", *ReviewReason, *ComparisonCause]),
    "RuleSet": (case_service_pb2, [one.name for one in RuleSet]),
    "WaitingKind": (overdue_service_pb2, [one.name for one in Waiting]),
}
"""By enum, the words that the code knows."""


@pytest.mark.parametrize("name", WORDS)
def test_each_word_of_the_code_is_a_value_and_each_value_a_word(name: str) -> None:
    module, words = WORDS[name]
    enum = module.DESCRIPTOR.enum_types_by_name[name]  # type: ignore[attr-defined]
    said = {code_name(enum, str(word)) for word in words}
    assert said == set(enum.values_by_name) - {enum.values[0].name}


def test_a_word_of_no_value_is_left_unspecified() -> None:
    enum = research_pb2.DESCRIPTOR.enum_types_by_name["LescSource"]
    assert code_name(enum, "gossip") == "LESC_SOURCE_UNSPECIFIED"
    assert code_name(enum, "") == "LESC_SOURCE_UNSPECIFIED"


def test_the_status_is_found_in_the_words_of_every_determination() -> None:
    for status in lesc.Status:
        because = "sources differ" if status is lesc.Status.UNRESOLVED else ""
        found = DETERMINATION | {"status": status, "unresolved_because": because}
        assert lesc.described(lesc.describe(lesc.Determination(**found))) is status  # type: ignore[arg-type]
    assert lesc.described("") is None


DETERMINATION: dict[str, object] = {field.name: () for field in fields(lesc.Determination)} | {
    "identity_confirmed": True,
    "specialist": "L1",
}


def texts() -> Iterator[tuple[str, FieldDescriptorProto, str, frozenset[str]]]:
    """Yield each text of a message: its path, itself, its comment, the enums of its message."""
    for file in described().file:
        if file.package == "tenprint.v1":
            comments = comments_of(file)
            for number, message in enumerate(file.message_type):
                yield from _texts(message, (4, number), comments)


def _texts(
    message: DescriptorProto, path: tuple[int, ...], comments: Comments, owner: str = ""
) -> Iterator[tuple[str, FieldDescriptorProto, str, frozenset[str]]]:
    enums = frozenset(
        one.name for one in message.field if one.type == FieldDescriptorProto.TYPE_ENUM
    )
    for number, field in enumerate(message.field):
        if field.type == FieldDescriptorProto.TYPE_STRING:
            comment = comments.get((*path, 2, number), "")
            yield f"{owner}{message.name}.{field.name}", field, comment, enums
    for number, inner in enumerate(message.nested_type):
        if not inner.options.map_entry:
            yield from _texts(inner, (*path, 3, number), comments, f"{owner}{message.name}.")


TEXTS = list(texts())


def test_each_text_is_a_name_free_words_a_documented_form_or_has_its_enum() -> None:
    left = [
        place
        for place, field, comment, enums in TEXTS
        if not enums & {f"{field.name}_code", f"{field.name}_codes"}
        and not NAMED.search(field.name)
        and not SAID.search(field.name)
        and not DOCUMENTED.search(comment)
    ]
    assert left == []
    assert len(TEXTS) > 500


def test_no_comment_lists_the_words_of_a_text_without_an_enum() -> None:
    listed = {
        place
        for place, field, comment, enums in TEXTS
        if LISTS_WORDS.search(comment)
        and not NAMED.search(field.name)
        and not enums & {f"{field.name}_code"}
    }
    assert listed == set()


def test_a_text_beside_its_enum_says_so() -> None:
    for place, field, comment, enums in TEXTS:
        if f"{field.name}_code" in enums:
            assert f"`{field.name}_code`" in comment, place
            assert "Deprecated" in comment, place
