"""A connection that somebody between has forgotten is replaced after one call without an answer."""

from collections.abc import Iterator

import pytest

from interop.errors import DeliveryError
from interop.lesc.messages import LescAnswer
from services.process.lesc_client import AnswerClient
from tests.interop.determinations import unresolved
from tests.kill.lesc_stub import free_port
from tests.kill.line import Cut, Line, Old
from tests.services.process.test_lesc_server import QUERY, Taker, taking

DEADLINE_S = 1.0
ANSWER = LescAnswer(
    QUERY.query_id, 1, unresolved("early", QUERY.match_time), None, QUERY.match_time
)


@pytest.fixture
def line() -> Iterator[Line]:
    port = free_port()
    with taking(Taker(), port):
        made = Line(free_port(), port)
        yield made
        made.close()


def test_the_next_call_has_a_connection_of_its_own(line: Line) -> None:
    client = AnswerClient(line.address, deadline_s=DEADLINE_S)
    # Another client of this process keeps the same address in use.
    other = AnswerClient(line.address, deadline_s=DEADLINE_S)
    assert not client.deliver_answer(ANSWER)
    assert other.deliver_answer(ANSWER)
    line.cut(Cut.DROP)
    line.mend(Old.FORGOTTEN)
    with pytest.raises(DeliveryError, match="DEADLINE_EXCEEDED"):
        client.deliver_answer(ANSWER)
    assert client.deliver_answer(ANSWER)
    client.close()
    other.close()
