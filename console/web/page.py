"""One request of a signed-in person: calls in the person's name, forms, and the answer."""

import hmac
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from google.protobuf.message import Message
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from console.gateway import Failure, Services, SignIns
from console.navigation import Screen
from console.people import WITHOUT_PASSWORDS, Listed, People
from console.settings import ConsoleSettings
from console.web.rendering import Rendering
from console.web.sessions import Session, Sessions
from tenprint.calls import random_id

ResponseT = TypeVar("ResponseT", bound=Message)

CSRF_FIELD = "csrf"
REQUEST_FIELD = "request_id"
MAX_FIELDS = 500
_COOKIE = "tenprint"
MAX_FILES = 20
_HTMX = "hx-request"


class ForeignFormError(Exception):
    """A form without the session's own token."""


@dataclass(frozen=True)
class Console:
    """What all requests share."""

    settings: ConsoleSettings
    services: Services
    sessions: Sessions
    rendering: Rendering
    people: People
    sign_ins: SignIns | None = None
    """At the provider of identities; None: there is none."""

    @property
    def is_demonstration(self) -> bool:
        """Whether nobody has to prove who this is."""
        return self.settings.is_believed and not self.people.now()

    @property
    def listed(self) -> Mapping[str, Listed]:
        """List whom this console lets in, by name, without those whom a provider names."""
        return WITHOUT_PASSWORDS if self.is_demonstration else self.people.now()

    @property
    def cookie(self) -> str:
        """Name the cookie of a session; browsers bind `__Host-` to this host and to TLS."""
        return _COOKIE if self.settings.is_believed else f"__Host-{_COOKIE}"

    def session_of(self, request: Request) -> Session | None:
        """Find the session of a browser. It ends if the list has the person otherwise now."""
        token = request.cookies.get(self.cookie, "")
        found = self.sessions.find(token)
        if found is None:
            return None
        if not self._is_listed(found):
            self.sessions.end(token)
            return None
        return found

    def lasts(self, session: Session) -> bool:
        """Tell whether a session lasts, for an answer that goes on; counts no request."""
        return self.sessions.lasts(session) and self._is_listed(session)

    def _is_listed(self, session: Session) -> bool:
        if session.is_provided:
            # It lasts no longer than the provider's token, which the service checks at each call.
            return True
        return self.listed.get(session.person.name) == session.person


class Page:
    """One request of a signed-in person."""

    def __init__(
        self, console: Console, request: Request, session: Session, screen: Screen
    ) -> None:
        """Hold what a handler needs."""
        self.console, self.request, self.session, self.screen = console, request, session, screen
        # A form's refusal is shown once, by the page to which the browser was sent.
        self._refused = session.refusals.pop(self.path, None) if self.is_read else None
        self.fault: Failure | None = None
        """What of the address cannot be had, although the page can be shown."""

    @property
    def person(self) -> Listed:
        """Who is signed in."""
        return self.session.person

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the person's agency."""
        return ZoneInfo(self.person.zone)

    @property
    def lasts(self) -> bool:
        """Whether the session lasts, for an answer that goes on; counts no request."""
        return self.console.lasts(self.session)

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters of the address."""
        return self.request.query_params

    @property
    def path(self) -> str:
        """The path of the address."""
        return str(self.request.scope["path"])

    @property
    def is_read(self) -> bool:
        """Whether the browser only reads; a form changes something."""
        return self.request.method != "POST"

    @property
    def is_part(self) -> bool:
        """Whether the browser asks for a part of the page alone."""
        return self.request.headers.get(_HTMX) == "true"

    def part(self, name: str) -> str:
        """Read a part of the path."""
        return str(self.request.path_params[name])

    async def call(
        self, request: Message, response_type: type[ResponseT], timeout_s: float = 20.0
    ) -> ResponseT:
        """Call the service, or the LESC, in the person's name. Raises RpcError."""
        return await self.console.services.call(
            self.session.credentials, request, response_type, timeout_s
        )

    def watch(self, request: Message, response_type: type[ResponseT]) -> AsyncIterator[ResponseT]:
        """Call a method that answers several times, in the person's name. Raises RpcError."""
        return self.console.services.watch(self.session.credentials, request, response_type)

    async def form(self) -> FormData:
        """Read the form, and check that it is the session's own. Raises ForeignFormError."""
        form = await self.request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
        stated = form.get(CSRF_FIELD) or self.request.headers.get("x-csrf-token", "")
        if not isinstance(stated, str) or not hmac.compare_digest(
            stated.encode(), self.session.csrf.encode()
        ):
            raise ForeignFormError
        return form

    async def fields(self) -> dict[str, str]:
        """Read the texts of the form. Raises ForeignFormError."""
        form = await self.form()
        return {key: value.strip() for key, value in form.items() if isinstance(value, str)}

    def tell(self, words: str) -> None:
        """Have the next page say something."""
        self.session.notes.append(words)

    def to(self, href: str, told: str = "") -> Response:
        """Answer a form: go to a page, which tells what was done. Reloading repeats nothing."""
        if told:
            self.tell(told)
        return RedirectResponse(href, HTTPStatus.SEE_OTHER)

    def refuse(
        self, href: str, failure: Failure, given: Mapping[str, str] | None = None
    ) -> Response:
        """Answer a form that failed: go to a page, which shows why, and once what was filled in.

        The answer to a form is never a page: a browser that goes back to such a page would have to
        send the form again. href: of the page with the form; its filters stay as they are.
        """
        path = unquote(urlsplit(href).path)
        self.session.refuse(path, failure, given or {})
        came = came_from(self.request)
        return RedirectResponse(
            came if unquote(urlsplit(came).path) == path else href, HTTPStatus.SEE_OTHER
        )

    def shown_failure(self, own: Failure | None) -> Failure | None:
        """Choose what the page says first: what a form before has failed at, or what fails here."""
        return own if self._refused is None else self._refused.failure

    def show(
        self,
        template: str,
        *,
        title: str,
        failure: Failure | None = None,
        **values: Any,  # noqa: ANN401 - what the template names
    ) -> Response:
        """Draw a page. failure: of what the address asks for; a form's refusal comes before it."""
        assert self.is_read, "a form is answered by going to a page"
        failure = self.shown_failure(failure or self.fault)
        status = HTTPStatus.OK if failure is None else failure.status
        notes = list(self.session.notes)
        self.session.notes.clear()
        text = self.console.rendering.draw(
            template,
            self.zone,
            **{
                "title": title,
                "failure": failure,
                "given": self._refused.given if self._refused else {},
                "notes": notes,
                "page": self,
                "request_id": random_id(),
                **values,
            },
        )
        return HTMLResponse(text, status)

    @property
    def screens(self) -> list[Screen]:
        """What the navigation offers."""
        has_lesc = bool(self.console.settings.lesc_target)
        return [one for one in self.person.screens if has_lesc or not one.lesc]

    def events(self, pieces: AsyncIterator[tuple[str, str]]) -> Response:
        """Send events as they come: the name, and markup that a template has drawn."""
        return StreamingResponse(_written(pieces), media_type="text/event-stream")

    def draw(self, template: str, **values: Any) -> str:  # noqa: ANN401 - what the template names
        """Draw a part of a page."""
        return self.console.rendering.draw(template, self.zone, page=self, **values)


def came_from(request: Request) -> str:
    """Name the page of this console from which a request came; the start if nobody says so."""
    referrer = request.headers.get("referer", "")
    own = f"{request.url.scheme}://{request.url.netloc}"
    path = referrer.removeprefix(own)
    is_own = referrer.startswith(f"{own}/") and not path.startswith(("//", "/\\"))
    return path if is_own else "/"


def instead(request: Request) -> str:
    """Name the page that a browser reads which goes back to the answer to a form; empty: the same.

    Only where no session can keep a refusal is a page the answer to a form.
    """
    return came_from(request) if request.method == "POST" else ""


async def _written(pieces: AsyncIterator[tuple[str, str]]) -> AsyncIterator[str]:
    async for name, markup in pieces:
        lines = "".join(f"data: {line}\n" for line in markup.splitlines() or [""])
        yield f"event: {name}\n{lines}\n"
