"""Options by which commands reach the service, and the LESC stub, which is a server of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click
import grpc

from tenprint.calls import Calls
from tenprint.channel import Metadata, caller_metadata, open_channel
from tenprint.cli.shared import options
from tenprint.cli.shared.announcement import (
    DEFAULT_LESC_TARGET,
    DEFAULT_TARGET,
    announced_lesc,
    announced_lesc_people,
    announced_service,
)
from tenprint.cli.shared.options import defaulted
from tenprint.cli.shared.output import shown
from tenprint.cli.shared.remedies import remedy
from tenprint.client import Client
from tenprint.credentials import load_credentials
from tenprint.errors import RpcError
from tenprint.research import ResearchClient
from tenprint.retries import PRINTS_TIMEOUT_S, TIMEOUT_S
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C")

DEFAULT_ORI = "TENPRINT0"
"""Nine characters; no agency has this ORI."""
_OF_AN_AGENCY = {"AGENCY_NOT_FOUND", "BOOKING_NOT_FOUND", "DELEGATION_MISSING"}
"""Reasons of refusals that another ORI would mend."""


@dataclass(frozen=True)
class Caller:
    """Who a command calls as, if its options do not say."""

    roles: tuple[str, ...] = ()
    purpose: str = ""


OPERATOR = Caller(("operator",), "upkeep")
"""A person at the machine, who looks after galleries and the LESC's stub."""

_AT_THE_STUB = caller_metadata(DEFAULT_ORI, OPERATOR.roles, OPERATOR.purpose)
_AT_THE_LESC = caller_metadata("LESC00000", ["lesc"], "interoperability")


def _host_and_port(_context: click.Context, _option: click.Parameter, target: str) -> str:
    """Refuse what no waiting mends."""
    host, colon, port = target.rpartition(":")
    if "/" in target or not (host and colon and port.isdecimal()):
        raise click.BadParameter(f"{target!r} is not HOST:PORT, such as {DEFAULT_TARGET}")
    return target


target_option = defaulted(
    "--target",
    callback=_host_and_port,
    envvar="TENPRINT_TARGET",
    default=announced_service,
    show_default=f"as the service in ./data says, or {DEFAULT_TARGET}",
    help="HOST:PORT of the service.",
)

credentials_option = click.option(
    "--credentials",
    envvar="TENPRINT_CREDENTIALS",
    type=options.FOLDER,
    help="Folder made by `tenprint keys machine` or `tenprint keys token`.",
)


def _loaded(folder: Path | None) -> grpc.ChannelCredentials | None:
    return None if folder is None else load_credentials(folder)


def operator(
    target: str, timeout_s: float | None = None, credentials: Path | None = None
) -> Client:
    """Make the client of a person at the machine. timeout_s: of a call with its retries."""
    return Client(
        target,
        ori=DEFAULT_ORI,
        roles=OPERATOR.roles,
        purpose=OPERATOR.purpose,
        timeout_s=timeout_s,
        credentials=_loaded(credentials),
    )


def answered(
    people: Callable[[R], object], caller: Caller = Caller()
) -> Callable[[Callable[Concatenate[Client, P], R]], Callable[P, None]]:
    """Hand a command a client, and show what the command returns.

    people: prints the answer for people; `--json` prints it for programs. caller: who calls, if
    the options do not say.
    """

    def decorate(command: Callable[Concatenate[Client, P], R]) -> Callable[P, None]:
        return connected(shown(people)(command), caller)

    return decorate


def connected(
    command: Callable[Concatenate[Client, P], R], caller: Caller = Caller()
) -> Callable[P, R]:
    """Add the connection's options to a command and hand the command a client."""

    @target_option
    @defaulted(
        "--ori",
        "caller_ori",
        envvar="TENPRINT_ORI",
        default=DEFAULT_ORI,
        help="ORI of the agency that asks, 9 characters.",
    )
    @defaulted(
        "--role",
        "roles",
        multiple=True,
        default=caller.roles,
        help="Role of the caller, such as `examiner`; may be given several times.",
    )
    @defaulted(
        "--purpose", default=caller.purpose, help="Purpose of the call, which the service stores."
    )
    @credentials_option
    @click.option(
        "--as", "person", default="", help="Opaque id of the person who calls, if one does."
    )
    @click.option(
        "--acts-for",
        multiple=True,
        help="ORI of an agency in whose name the caller may submit; may be given several times.",
    )
    @defaulted(
        "--timeout",
        "timeout_s",
        type=click.FloatRange(min=0, min_open=True),
        default=None,
        show_default=f"{PRINTS_TIMEOUT_S:g} for a call with prints, or else {TIMEOUT_S:g}",
        help="Seconds for one call with its retries.",
    )
    @wraps(command)
    def wrapper(
        target: str,
        caller_ori: str,
        roles: tuple[str, ...],
        purpose: str,
        credentials: Path | None,
        person: str,
        acts_for: tuple[str, ...],
        timeout_s: float | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        with Client(
            target,
            ori=caller_ori,
            roles=roles,
            purpose=purpose,
            person=person,
            acts_for=acts_for,
            timeout_s=timeout_s,
            credentials=_loaded(credentials),
        ) as client:
            nobody = "no agency was named: give --ori, or set TENPRINT_ORI"
            with _refused_with_remedy(nobody if caller_ori == DEFAULT_ORI else ""):
                return command(client, *args, **kwargs)

    return wrapper  # type: ignore[return-value]


@contextmanager
def _refused_with_remedy(without_agency: str = "") -> Iterator[None]:
    """Add to a refusal what mends it. without_agency: if the caller named no agency."""
    try:
        yield
    except RpcError as error:
        words = without_agency if error.reason in _OF_AN_AGENCY else ""
        words = words or remedy(error, click.get_current_context().command)
        if words:
            raise click.ClickException(f"{error}: {words}") from error
        raise


def lesc_answered(
    people: Callable[[R], object],
) -> Callable[[Callable[Concatenate[Calls, P], R]], Callable[P, None]]:
    """Hand a command the methods of the LESC stub, and show what the command returns.

    people: prints the answer for people; `--json` prints it for programs.
    """
    return _answered_there(people, Calls, _AT_THE_STUB, announced_lesc)


def research_answered(
    people: Callable[[R], object],
) -> Callable[[Callable[Concatenate[ResearchClient, P], R]], Callable[P, None]]:
    """Hand a command what people of the LESC call, in their role, and show what it returns.

    people: prints the answer for people; `--json` prints it for programs.
    """
    return _answered_there(people, ResearchClient, _AT_THE_LESC, announced_lesc_people)


def _answered_there(
    people: Callable[[R], object],
    methods: Callable[[grpc.Channel], C],
    caller: Metadata,
    announced: Callable[[], str],
) -> Callable[[Callable[Concatenate[C, P], R]], Callable[P, None]]:
    """Hand a command methods of the LESC's server.

    caller: what each call says of the caller. announced: finds the server.
    """

    def decorate(command: Callable[Concatenate[C, P], R]) -> Callable[P, None]:
        shown_command = shown(people)(command)

        @click.option(
            "--target",
            callback=_host_and_port,
            envvar="TENPRINT_LESC_TARGET",
            default=announced,
            show_default=f"as the service in ./data says, or {DEFAULT_LESC_TARGET}",
            help="HOST:PORT of the LESC.",
        )
        @credentials_option
        @wraps(shown_command)
        def wrapper(
            target: str, credentials: Path | None, *args: P.args, **kwargs: P.kwargs
        ) -> None:
            held = _loaded(credentials)
            with open_channel(target, held, metadata=caller) as channel, _refused_with_remedy():
                shown_command(methods(channel), *args, **kwargs)

        return wrapper  # type: ignore[return-value]

    return decorate


@contextmanager
def calling(target: str) -> Iterator[LescServiceStub]:
    """Call the LESC stub by the generated methods."""
    with open_channel(target, metadata=_AT_THE_STUB) as channel:
        yield LescServiceStub(channel)
