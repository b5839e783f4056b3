"""Signing in and out. Everything else is for people who are signed in."""

import asyncio
import hmac
import secrets
from datetime import timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from console import people
from console.gateway import believed, issued
from console.navigation import TITLES, screens_of
from console.people import Guesses, Listed
from console.web import SIGN_IN, Console

_DOOR = "tenprint-door"
"""The cookie of a browser that is not signed in: the form has the same value."""
_DOOR_S = 3600
_MAX_FIELDS = 10
_WRONG = "Name or password is wrong."


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
            Route("/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Go to the first screen of the person."""
        session = self._console.session_of(request)
        if session is None:
            return RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        screens = screens_of(session.person.roles)
        return RedirectResponse(screens[0].href if screens else SIGN_IN, HTTPStatus.SEE_OTHER)

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
            chosen = people.DEMONSTRATION.get(given.get("role", ""))
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

    async def sign_out(self, request: Request) -> Response:
        """End the session. The form carries the session's own token, like every form."""
        token = request.cookies.get(self._console.cookie, "")
        session = self._console.sessions.find(token)
        form = await request.form(max_files=0, max_fields=_MAX_FIELDS)
        stated = form.get("csrf", "")
        if session is not None and isinstance(stated, str):
            if not hmac.compare_digest(stated.encode(), session.csrf.encode()):
                return RedirectResponse("/", HTTPStatus.SEE_OTHER)
            self._console.sessions.end(token)
        response = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        response.delete_cookie(self._console.cookie, path="/")
        return response

    async def begin(self, request: Request, person: Listed, next_path: str) -> Response:
        """Begin a session of somebody who has proved who this is. An older one at this browser
        ends."""
        console = self._console
        self._console.sessions.end(request.cookies.get(console.cookie, ""))
        if console.settings.is_believed:
            credentials = believed(person)
        else:
            life = timedelta(seconds=console.sessions.life_s)
            key = console.settings.token_key()
            credentials = await asyncio.to_thread(issued, person, key, life)
        token = console.sessions.begin(person, credentials)
        response = RedirectResponse(next_path or "/", HTTPStatus.SEE_OTHER)
        response.set_cookie(
            console.cookie,
            token,
            path="/",
            secure=not console.settings.is_believed,
            httponly=True,
            samesite="strict",
        )
        return response

    async def _proved(self, one: Listed | None, name: str, password: str) -> Listed | None:
        stored = one.password_hash if one else ""
        if await asyncio.to_thread(people.is_right, stored, password):
            self._guesses.succeeded(name)
            return one
        self._guesses.failed(name)
        return None

    async def _ask(
        self, request: Request, wrong: str = "", next_path: str = "", name: str = ""
    ) -> Response:
        settings = self._console.settings
        door = request.cookies.get(_DOOR) or secrets.token_urlsafe(32)
        shown = people.DEMONSTRATION if self._console.is_demonstration else {}
        text = self._console.rendering.draw(
            "sign_in.html",
            title="Sign in",
            page=None,
            door=door,
            next_path=next_path,
            name=name,
            wrong=wrong,
            roles=[(TITLES[name], one, screens_of(one.roles)) for name, one in shown.items()],
            has_people=bool(self._console.people.now()),
            theme=request.cookies.get("theme", ""),
        )
        response = HTMLResponse(text, HTTPStatus.UNAUTHORIZED if wrong else HTTPStatus.OK)
        response.set_cookie(
            _DOOR,
            door,
            max_age=_DOOR_S,
            path="/",
            secure=not settings.is_believed,
            httponly=True,
            samesite="strict",
        )
        return response


def _own_path(stated: str) -> str:
    """Keep a path of this console, never an address of another one."""
    is_own = (
        stated.startswith("/") and not stated.startswith(("//", "/\\")) and stated.isprintable()
    )
    return stated if is_own else ""
