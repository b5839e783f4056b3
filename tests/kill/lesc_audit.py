"""What must be true of queries and answers once the LESC behaves again."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from interop.bookings import outbox
from interop.bookings.tables import AnswerRow, OutboxRow
from interop.bookings.types import BookingState
from interop.lesc.messages import describe
from interop.names import query_id
from tenprint.v1 import lesc_service_pb2 as pb2
from tests.kill.lesc_asker import Asker, person, tcn


def audit_record(queries: Sequence[pb2.Query], count: int, people: int, seed: int) -> list[str]:
    """Every query is on the LESC's record once, and a person's in their order."""
    counts = Counter(query.query_id for query in queries)
    expected = {query_id(tcn(number)): number for number in range(count)}
    faults = [f"{name} is on record {n} times" for name, n in counts.items() if n > 1]
    faults += [f"{name} is not on record" for name in expected if name not in counts]
    faults += [f"{name} is on record and was never sent" for name in counts.keys() - expected]
    newest: dict[str, int] = defaultdict(lambda: -1)
    for query in queries:
        number = expected.get(query.query_id, -1)
        if query.identity_id != person(number, people, seed):
            faults.append(f"{query.query_id} is on record for {query.identity_id}")
        if number < newest[query.identity_id]:
            faults.append(f"{query.query_id} came after a later one of {query.identity_id}")
        newest[query.identity_id] = max(newest[query.identity_id], number)
    return faults


def audit_responses(asker: Asker, queries: Sequence[pb2.Query], count: int) -> list[str]:
    """Every booking has the LESC's answer, or is in a state that says what it waits for."""
    states = asker.states()
    faults = []
    if sum(states.values()) != count:
        faults.append(f"{sum(states.values())} bookings of {count}")
    open_count = count - states.get(BookingState.SECOND_RESPONSE_READY.name, 0)
    if open_count:
        faults.append(f"{open_count} bookings are open: {states}")
    answered = {query.query_id: query.determination for query in queries if query.answer_count}
    with asker.database.read() as session:
        rows = session.execute(
            select(AnswerRow.query_id, func.count()).group_by(AnswerRow.query_id)
        )
        versions = {name: int(number) for name, number in rows}
        faults += [
            f"{name} has {n} versions of its answer" for name, n in versions.items() if n > 1
        ]
        faults += [
            f"{name} has an answer nobody gave" for name in versions.keys() - answered.keys()
        ]
        waiting = session.scalar(
            select(func.count()).where(OutboxRow.next_attempt_time.is_not(None))
        )
        if waiting:
            faults.append(f"{waiting} queries are still to be sent")
        for name in list(versions)[:: max(1, len(versions) // 200)]:
            answer = outbox.find_answer(session, name)
            if answer is None or describe(answer.determination) != answered[name]:
                faults.append(f"{name} was answered otherwise than the LESC has on record")
    return faults
