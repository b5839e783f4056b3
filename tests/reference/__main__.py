"""`python -m tests.reference` writes what is written from the code (`make reference`).

These are the list of commands that help reads, and the reference pages in docs/reference.
"""

from importlib import import_module

from tests.reference.listing import PLACE, listing

PLACE.write_text(listing())
# The pages read the commands by the list.
pages = import_module("tests.reference.pages")
for name, text in pages.pages().items():
    path = pages.FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
