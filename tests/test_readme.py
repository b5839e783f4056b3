"""What the README tells a stranger to do must exist."""

import ast
import importlib
import re
import shlex
from pathlib import Path

import click
import pytest

from services.settings import Settings, flag_name
from tenprint.cli.machine import doctor
from tenprint.cli.main import tenprint
from tenprint.cli.operator.serve import serve
from tests.paths import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def shell_lines() -> list[list[str]]:
    lines = "".join(blocks("sh")).splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    """A map that names a file which has moved leads nowhere."""
    for named in re.findall(r"`((?:[a-z_0-9.]+/)+\w+\.(?:py|proto))`", page.read_text()):
        assert (ROOT / named).is_file(), f"{page.name} names {named}"


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = {words[1] for words in shell_lines() if words[0] == "make"}
    assert {"demo", "test"} <= asked <= targets


def commands_of(page: Path) -> list[list[str]]:
    """Read the commands of every block of a page, also of those that no test can run."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(), re.S | re.M)
    lines = "\n".join(block for language, block in fenced if language in ("", "sh"))
    shown = re.findall(r"^(?:\.venv/bin/)?tenprint (.*)$", lines, re.M)
    return [shlex.split(line, comments=True) for line in shown]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    for words in commands_of(page):
        command, arguments = _resolve(words)
        known = {option for parameter in command.params for option in parameter.opts}
        if command in (serve, doctor):
            known |= set(map(flag_name, Settings.model_fields))
        assert {word for word in arguments if word.startswith("--")} <= known


def _resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Follow the names of groups to the command; what is left are its arguments."""
    command: click.Command | None = tenprint
    rest = list(words)
    while isinstance(command, click.Group):
        name = rest.pop(0)
        command = command.get_command(click.Context(command), name)
    assert command is not None, words
    return command, rest


def test_pages_with_commands_are_read() -> None:
    found = {str(page.relative_to(ROOT)): len(commands_of(page)) for page in PAGES}
    assert found["README.md"] > 10
    assert found["docs/cli.md"] > 2
    assert found["docs/operations.md"] > 5


def test_python_names_exist() -> None:
    (source,) = blocks("python")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    assert imports
    for node in imports:
        module = importlib.import_module(str(node.module))
        assert all(hasattr(module, alias.name) for alias in node.names)
