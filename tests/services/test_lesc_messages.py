"""What an answer of the LESC may hold."""

import pytest

from services.errors import InvalidFieldError
from services.lesc_messages import answer_from_proto
from tenprint.v1.lesc_answer_service_pb2 import DeliverAnswerRequest


def _answer(determination: str) -> DeliverAnswerRequest:
    return DeliverAnswerRequest(query_id="iaq:TCN-0000000001", determination=determination)


@pytest.mark.parametrize("character", ["\0", "\n", "\x1b", "\x7f", "\x9b"])
def test_control_characters_in_a_determination_are_refused(character: str) -> None:
    with pytest.raises(InvalidFieldError, match="control characters") as caught:
        answer_from_proto(_answer(f"research{character} pending"))
    assert caught.value.field == "determination"


@pytest.mark.parametrize("determination", ["research pending", "in Pr\u00fcfung"])
def test_other_text_is_taken(determination: str) -> None:
    assert (
        answer_from_proto(_answer(determination)).determination.unresolved_because == determination
    )
