"""What is said about a person in transfers, escalations and numbers is sealed, and still found."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from database.connection import open_database
from database.master_key import KeyPlace, MasterKey
from interop.bookings import Subject, numbers
from interop.work import EscalationRequest, TransferRequest, WorkDesk
from tests.interop.case_world import OFFICER, TCN, CaseWorld

CASE = f"case:{TCN}"
SECRETS = ("moved after the birth of a child", "asks for a lawyer", "TX7654321")


@pytest.mark.parametrize("is_sealed", [True, False])
def test_texts_and_numbers_of_people_are_sealed_and_found(tmp_path: Path, is_sealed: bool) -> None:
    """In clear they are there: otherwise this test would find nothing anywhere."""
    place = KeyPlace(tmp_path / "record.keys", MasterKey(b"m" * 32)) if is_sealed else None
    url = f"sqlite:///{tmp_path / 'tenprint.db'}"
    with closing(open_database(url, key_place=place)) as database:
        office = CaseWorld(database)
        office.alerted(subject=Subject(state_id=SECRETS[2]))
        desk = WorkDesk(database, clock=office.clock)
        moved = desk.transfer(TransferRequest("T-1", CASE, "miami", SECRETS[0]), OFFICER)
        asked = desk.escalate(EscalationRequest("E-1", CASE, "", SECRETS[1], 8.0), OFFICER)
        assert (moved.reason, asked.reason) == SECRETS[:2]
        assert desk.transfer(TransferRequest("T-1", CASE, "miami", SECRETS[0]), OFFICER) == moved
        with database.read() as session:
            assert numbers.bookings_with(session, "state_id", {SECRETS[2]}, 9) == [TCN]
            for table, column in (
                ("case_transfer", "reason"),
                ("case_escalation", "reason"),
                ("booking_number", "number"),
            ):
                [stored] = session.scalars(text(f"SELECT {column} FROM {table}"))
                assert any(secret in stored for secret in SECRETS) is not is_sealed, table
