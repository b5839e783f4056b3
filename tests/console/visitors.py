"""Visitors of a console: browsers without a screen, which keep cookies and fill in forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from console.app import make_app
from console.settings import ConsoleSettings


@dataclass
class Form:
    """A form of a page: where it goes, and what it has without anybody's doing."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._is_open = given.get("method") == "post"
            if self._is_open:
                self.found.append(Form(given.get("action") or ""))
        elif tag == "input" and self._is_open and given.get("name"):
            self.found[-1].fields[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_open = False


def forms_of(text: str) -> list[Form]:
    """List the forms of a page."""
    parser = _Forms()
    parser.feed(text)
    return parser.found


class Visitor:
    """Somebody with a browser."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.text = ""
        self.status = 0
        self.seen: list[bytes] = []
        """Every response of the session, for what must be in none."""

    def get(self, path: str) -> str:
        """Open a page."""
        return self._take(self.client.get(path))

    def send(self, action: str, **given: str) -> str:
        """Fill in the form of the page that goes to an address, and send it."""
        [form, *_] = [one for one in self.forms() if one.action == action]
        return self._take(self.client.post(action, data={**form.fields, **given}))

    def post(self, action: str, **given: str) -> str:
        """Send something without a form."""
        return self._take(self.client.post(action, data=given))

    def forms(self) -> list[Form]:
        """List the forms of the page."""
        return forms_of(self.text)

    def sign_in(self, role: str) -> str:
        """Choose a role at the door of a demonstration."""
        self.get("/sign-in")
        [form] = [one for one in self.forms() if one.fields.get("role") == role]
        return self._take(self.client.post(form.action, data=form.fields))

    @property
    def token(self) -> str:
        """The token of the session's forms."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert found, self.text
        return found[1]

    @property
    def path(self) -> str:
        """Where the visitor is."""
        return self._path

    def _take(self, response: Response) -> str:
        self.text, self.status = response.text, response.status_code
        self.seen.append(response.content)
        self._path = response.url.path
        return self.text


@contextmanager
def visiting(settings: ConsoleSettings) -> Iterator[Visitor]:
    """Run a console in this process, with one visitor."""
    scheme = "http" if settings.is_believed else "https"
    with TestClient(make_app(settings), base_url=f"{scheme}://testserver") as client:
        yield Visitor(client)


def another(visitor: Visitor) -> Visitor:
    """Somebody else at another browser, at the same console."""
    first = visitor.client
    client = TestClient(first.app, base_url=str(first.base_url))
    client.portal = first.portal
    return Visitor(client)


def settings_of(target: str, lesc_target: str, data: Path) -> ConsoleSettings:
    """Settings of a console of a service that believes its callers."""
    return ConsoleSettings(target, lesc_target, data, port=0)
