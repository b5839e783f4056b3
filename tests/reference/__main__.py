"""`python -m tests.reference` writes the reference pages into docs/reference (`make reference`)."""

from tests.reference.pages import FOLDER, pages

for name, text in pages().items():
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
