"""What an examiner remarks is sealed, and read by whom it is for."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from database.connection import open_database
from database.master_key import KeyPlace, MasterKey
from database.paging import FIRST_PAGE
from interop.review.items import Filter
from tests.gallery.prints import enrol, prints
from tests.interop.reviews import EXAMINER, FINGERS, SAME, Reviews

MATE = 601
SECRET = "the scar of his accident in Reno"


@pytest.mark.parametrize("is_sealed", [True, False])
def test_a_remark_is_sealed_and_read(tmp_path: Path, is_sealed: bool) -> None:
    """In clear it is there: otherwise this test would find nothing anywhere."""
    place = KeyPlace(tmp_path / "record.keys", MasterKey(b"m" * 32)) if is_sealed else None
    url = f"sqlite:///{tmp_path / 'tenprint.db'}"
    with closing(open_database(url, key_place=place)) as database:
        reviews = Reviews(database)
        enrol(reviews.ident, f"person-{MATE}", prints(MATE, 1, FINGERS))
        item_id = reviews.open("TCN-REVIEW-1", MATE, [MATE])
        task = reviews.next_task("anna")
        decisions = {one.candidate_id: SAME for one in task.candidates}
        for _ in range(2):
            reviews.desk.decide(item_id, "anna", decisions, EXAMINER, SECRET)
        [own], _ = reviews.desk.history("anna", FIRST_PAGE)
        [record], _ = reviews.desk.records(Filter(), FIRST_PAGE, EXAMINER)
        assert own.remark == record.assignments[0].remark == SECRET
        with database.read() as session:
            [stored] = session.scalars(text("SELECT remark FROM review_assignment"))
        assert (SECRET in stored) is not is_sealed
        reviews.close()
