"""Signing in and out. Everything else is for people who are signed in."""

import asyncio
import hmac
import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Literal
from urllib.parse import unquote, urlencode, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from console import people
from console.gateway import (
    FLOW_S,
    Credentials,
    ProviderDownError,
    SignInRefusedError,
    believed,
    issued,
)
from console.navigation import TRY, VISITOR, screen_at
from console.people import Guesses, Listed
from console.web import SIGN_IN, Console, Session, instead
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as pb2

_log = structlog.get_logger("console.signing_in")

_DOOR = "tenprint-door"
"""The cookie of a browser that is not signed in: the form has the same value."""
_DOOR_S = 3600
_MAX_FIELDS = 10
_WRONG = "Name or password is wrong."
_AT_PROVIDER, _BACK = f"{SIGN_IN}/provider", f"{SIGN_IN}/back"
_TRIP = "tenprint-trip"
"""The cookie of a browser that is at the provider of identities."""
_LOOK_S = 2.0
"""The way to the first page waits no longer than this for what it would be good to know."""
_DOWN = "The provider of identities cannot be reached: try again in a moment."


class SigningIn:
    """The pages of people who are not signed in."""

    def __init__(self, console: Console) -> None:
        """Remember what is shared."""
        self._console, self._guesses = console, Guesses()

    @property
    def routes(self) -> list[Route]:
        """The addresses that need no session."""
        return [
            Route("/", self.start, methods=["GET"]),
            Route(SIGN_IN, self.ask, methods=["GET"]),
            Route(SIGN_IN, self.sign_in, methods=["POST"]),
            Route(_AT_PROVIDER, self.go, methods=["GET"]),
            Route(_BACK, self.come_back, methods=["GET"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Go to the first screen of the person; where nothing is on record yet, to Try it."""
        session = self._console.session_of(request)
        if session is None:
            return RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        screens = session.person.screens
        first = screens[0].href if screens else SIGN_IN
        if any(one.href == TRY for one in screens) and await self._is_empty(session):
            first = TRY
        return RedirectResponse(first, HTTPStatus.SEE_OTHER)

    async def _is_empty(self, session: Session) -> bool:
        """Tell whether the person sees no booking at all, so that there is nothing to work on."""
        request = pb2.ListBookingsRequest(page_size=1)
        try:
            found = await self._console.services.call(
                session.credentials, request, pb2.ListBookingsResponse, _LOOK_S
            )
        except RpcError:
            return False
        return not found.bookings

    async def ask(self, request: Request) -> Response:
        """Ask for name and password, or, for a demonstration, for a role."""
        return await self._ask(request, next_path=_own_path(request.query_params.get("next", "")))

    async def sign_in(self, request: Request) -> Response:
        """Begin a session."""
        form = await request.form(max_files=0, max_fields=_MAX_FIELDS)
        given = {key: value for key, value in form.items() if isinstance(value, str)}
        next_path = _own_path(given.get("next", ""))
        door = request.cookies.get(_DOOR, "")
        if not door or not hmac.compare_digest(door.encode(), given.get("door", "").encode()):
            return await self._ask(request, "This page was open for too long.", next_path)
        name = given.get("name", "").strip().lower()
        if self._console.is_demonstration:
            chosen = people.WITHOUT_PASSWORDS.get(given.get("role", ""))
        elif not self._console.people.now():
            # People are the provider's alone, or there are none.
            chosen = None
        else:
            if pause_s := self._guesses.pause_s(name):
                words = f"Too many tries: wait {pause_s:.0f} s."
                return await self._ask(request, words, next_path, name)
            chosen = await self._proved(
                self._console.people.now().get(name), name, given.get("password", "")
            )
        if chosen is None:
            return await self._ask(request, _WRONG, next_path, name)
        return await self.begin(request, chosen, next_path)

    async def go(self, request: Request) -> Response:
        """Send somebody to the provider of identities."""
        next_path = _own_path(request.query_params.get("next", ""))
        sign_ins = self._console.sign_ins
        if sign_ins is None:
            return RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        browser = secrets.token_urlsafe(32)
        try:
            address = await sign_ins.begin(browser, next_path, self._redirect_uri(request))
        except ProviderDownError:
            _log.warning("provider_down", issuer=sign_ins.provider.issuer, exc_info=True)
            return await self._ask(request, _DOWN, next_path, status=503)
        response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        # Lax: the browser comes back from another site.
        self._set(response, self._trip, browser, samesite="lax", max_age=int(FLOW_S))
        return response

    async def come_back(self, request: Request) -> Response:
        """Begin a session of somebody whom the provider of identities has named."""
        sign_ins = self._console.sign_ins
        if sign_ins is None:
            return RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        browser, query = request.cookies.get(self._trip, ""), request.query_params
        try:
            found = await sign_ins.end(browser, query, self._redirect_uri(request))
        except SignInRefusedError as error:
            _log.warning("sign_in_refused", issuer=sign_ins.provider.issuer, why=str(error))
            return await self._ask(request, str(error), status=403)
        except ProviderDownError:
            _log.warning("provider_down", issuer=sign_ins.provider.issuer, exc_info=True)
            return await self._ask(request, _DOWN, status=503)
        # The session's cookie is strict: it goes with no request that another site began, and a
        # redirect from here would be one. This page begins a request of its own.
        text = self._console.rendering.draw(
            "signed_in.html", title="Signed in", page=None, to=_first(found.person, found.next_path)
        )
        response = HTMLResponse(text)
        response.delete_cookie(self._trip, path="/", secure=True, httponly=True)
        self._enter(request, response, found.person, found.credentials, found.life_s)
        return response

    @property
    def _trip(self) -> str:
        return _TRIP if self._console.settings.is_believed else f"__Host-{_TRIP}"

    def _redirect_uri(self, request: Request) -> str:
        own = f"{request.url.scheme}://{request.url.netloc}"
        return f"{(self._console.settings.public_address or own).rstrip('/')}{_BACK}"

    async def sign_out(self, request: Request) -> Response:
        """End the session. The form carries the session's own token, like every form."""
        token = request.cookies.get(self._console.cookie, "")
        session = self._console.sessions.find(token)
        at_provider = ""
        form = await request.form(max_files=0, max_fields=_MAX_FIELDS)
        stated = form.get("csrf", "")
        if session is not None and isinstance(stated, str):
            if not hmac.compare_digest(stated.encode(), session.csrf.encode()):
                return RedirectResponse("/", HTTPStatus.SEE_OTHER)
            self._console.sessions.end(token)
            if session.is_provided and self._console.sign_ins is not None:
                at_provider = await self._console.sign_ins.sign_out_address()
        response: Response = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        if at_provider:
            text = self._console.rendering.draw(
                "signed_out.html", title="Signed out", page=None, at_provider=at_provider
            )
            response = HTMLResponse(text)
        response.delete_cookie(self._console.cookie, path="/")
        return response

    async def begin(self, request: Request, person: Listed, next_path: str) -> Response:
        """Begin a session of somebody who has proved who this is. An older one at this browser
        ends."""
        console = self._console
        if console.settings.is_believed:
            credentials = believed(person)
        else:
            life = timedelta(seconds=console.sessions.life_s)
            key = console.settings.token_key()
            credentials = await asyncio.to_thread(issued, person, key, life)
        response = RedirectResponse(_first(person, next_path), HTTPStatus.SEE_OTHER)
        self._enter(request, response, person, credentials)
        return response

    def _enter(
        self,
        request: Request,
        response: Response,
        person: Listed,
        credentials: Credentials,
        provided_s: float | None = None,
    ) -> None:
        """Begin a session, and give its cookie to the browser; an older one there ends."""
        console = self._console
        console.sessions.end(request.cookies.get(console.cookie, ""))
        token = console.sessions.begin(person, credentials, provided_s)
        self._set(response, console.cookie, token)

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        *,
        samesite: Literal["lax", "strict"] = "strict",
        max_age: int | None = None,
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            path="/",
            secure=not self._console.settings.is_believed,
            httponly=True,
            samesite=samesite,
        )

    async def _proved(self, one: Listed | None, name: str, password: str) -> Listed | None:
        stored = one.password_hash if one else ""
        if await asyncio.to_thread(people.is_right, stored, password):
            self._guesses.succeeded(name)
            return one
        self._guesses.failed(name)
        return None

    async def _ask(
        self,
        request: Request,
        wrong: str = "",
        next_path: str = "",
        name: str = "",
        status: int = HTTPStatus.UNAUTHORIZED,
    ) -> Response:
        sign_ins = self._console.sign_ins
        door = request.cookies.get(_DOOR) or secrets.token_urlsafe(32)
        desks = people.DESKS if self._console.is_demonstration else ()
        text = self._console.rendering.draw(
            "sign_in.html",
            title="Sign in",
            page=None,
            door=door,
            next_path=next_path,
            name=name,
            wrong=wrong,
            visitor=VISITOR,
            roles=[(title, one, one.screens) for title, one in desks],
            has_people=bool(self._console.people.now()),
            at_provider=_going(next_path) if sign_ins else "",
            provider=urlsplit(sign_ins.provider.issuer).hostname if sign_ins else "",
            theme=request.cookies.get("theme", ""),
            instead=instead(request),
        )
        response = HTMLResponse(text, status if wrong else HTTPStatus.OK)
        self._set(response, _DOOR, door, max_age=_DOOR_S)
        return response


def _going(next_path: str) -> str:
    """Write the address that leads to the provider, and back to a page."""
    return f"{_AT_PROVIDER}?{urlencode({'next': next_path})}" if next_path else _AT_PROVIDER


def _first(person: Listed, next_path: str) -> str:
    """Choose where a person goes: where somebody wanted to go, unless the person may not see it."""
    screen = screen_at(unquote(urlsplit(next_path).path))
    is_closed = screen is not None and screen not in person.screens
    return "/" if is_closed else next_path or "/"


def _own_path(stated: str) -> str:
    """Keep a path of this console, never an address of another one."""
    is_own = (
        stated.startswith("/") and not stated.startswith(("//", "/\\")) and stated.isprintable()
    )
    return stated if is_own else ""
