"""`make explore`: the service and its console, as the Makefile starts them."""

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from console.navigation import PURPOSES, TRY, screens_of
from console.settings import USERS
from services.settings import CONSOLE_USERS
from tests.console.visitors import Form, forms_of
from tests.paths import ROOT
from tests.servers import STOP_TIMEOUT_S, start_server

_RECIPE = re.compile(r"^explore: setup.*?\n(?:\t@.*\n)*\t\$\(BIN\)/tenprint serve (.*)$", re.M)


@contextmanager
def explored(data: Path) -> Iterator[str]:
    """Run what `make explore` runs, on another folder; gives the address of its console."""
    found = _RECIPE.search((ROOT / "Makefile").read_text())
    assert found
    flags = shlex.split(found[1])
    flags[flags.index("--data") + 1] = str(data)
    ports = ("--port", "0", "--lesc-port", "0", "--console-port", "0")
    with start_server(*flags, *ports) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            address = str(json.loads((data / "server.json").read_text())["console_address"])
            assert f"the console on {address} (choose a role there" in ready
            yield address
        finally:
            process.terminate()
            process.wait(STOP_TIMEOUT_S)


def test_every_role_signs_in_at_the_address_that_serve_says(tmp_path: Path) -> None:
    with explored(tmp_path) as address:
        for role in PURPOSES:
            _enter(address, role)
        _try_it(address)


def _enter(address: str, role: str) -> None:
    with httpx2.Client(base_url=address, follow_redirects=True) as client:
        form = _form(client.get("/sign-in").text, role)
        if form is None:
            assert not screens_of((role,)), role
            return
        page = client.post(form.action, data=form.fields)
        assert page.status_code == 200
        screens = [one.href for one in screens_of((role,))]
        # Nothing is on record in this folder: whoever has Try it starts there.
        first = TRY if TRY in screens else screens[0]
        assert urlsplit(str(page.url)).path == first, role


def _try_it(address: str) -> None:
    """Take the first thing that the door of a demonstration offers."""
    with httpx2.Client(base_url=address, follow_redirects=True) as client:
        [first, *_] = forms_of(client.get("/").text)
        page = client.post(first.action, data=first.fields)
        assert urlsplit(str(page.url)).path == TRY
        assert "Drop files here" in page.text


def _form(text: str, role: str) -> Form | None:
    return next((one for one in forms_of(text) if one.fields.get("role") == role), None)


def test_the_service_and_the_console_name_one_list_of_people() -> None:
    """The console does not load the settings of the service: it starts faster without."""
    assert USERS == CONSOLE_USERS
