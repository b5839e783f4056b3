"""docs/security.md shows the tables that the service goes by."""

from tests.security import PAGE, page_with


def test_the_page_shows_the_present_matrix() -> None:
    text = PAGE.read_text()
    assert page_with(text) == text, "run `python -m tests.security`"
