"""The application: its routes, and what holds for each of its responses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from console.gateway import Services, SignIns
from console.people import People
from console.screens import PLACES, SigningIn
from console.settings import ConsoleSettings
from console.web import STATIC, Console, Rendering, Safety, Sessions, instead, route

LOOPBACK = ("localhost", "127.0.0.1", "::1", "testserver")


def make_app(settings: ConsoleSettings) -> ASGIApp:
    """Make the application. Its channels open with the first call, and close when it stops."""
    ca = None if settings.keys is None else (settings.keys / "ca.pem").read_bytes()
    services = Services(settings.target, settings.lesc_target, ca)
    sessions = Sessions(settings.idle_minutes * 60, settings.life_hours * 3600)
    provider = settings.provider()
    console = Console(
        settings,
        services,
        sessions,
        Rendering(),
        People(settings.users),
        None if provider is None else SignIns(provider),
    )

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        await services.close()

    async def wrong_address(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
        text = console.rendering.draw(
            "nothing_here.html",
            title=HTTPStatus(status).phrase,
            page=None,
            instead=instead(request),
        )
        return HTMLResponse(text, status)

    async def own_fault(request: Request, _: Exception) -> Response:
        """Say that the console failed; its log has what failed."""
        text = console.rendering.draw(
            "own_fault.html", title="The console failed", page=None, instead=instead(request)
        )
        return HTMLResponse(text, HTTPStatus.INTERNAL_SERVER_ERROR)

    app = Starlette(
        routes=[
            *SigningIn(console).routes,
            *(route(console, place) for place in PLACES),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={HTTPException: wrong_address, Exception: own_fault},
        lifespan=life,
    )
    # Around everything, so that what the framework answers by itself has the headers too.
    hosts = {*LOOPBACK, settings.host} if settings.is_believed else set()
    return Safety(app, hosts=hosts, is_secure=not settings.is_believed)


async def _health(_: Request) -> Response:
    """Say that the console serves. It says nothing of the service."""
    return PlainTextResponse("ok")
