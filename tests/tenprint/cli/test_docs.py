"""Every command is in docs/cli.md."""

from collections.abc import Iterator

import click
import pytest

from tenprint.cli.main import tenprint
from tests.paths import ROOT


def _commands(group: click.Group, path: str = "tenprint") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(_commands(tenprint))
DOCS = (ROOT / "docs" / "cli.md").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_an_example(name: str) -> None:
    assert f"`{name}`" in DOCS
    assert name in (COMMANDS[name].help or "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is(name: str) -> None:
    options = [one for one in COMMANDS[name].params if isinstance(one, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_has_a_name_of_its_own(name: str) -> None:
    """As the options of the connection, such as `ori`, are added to those of the command."""
    names = [one.name for one in COMMANDS[name].params]
    assert len(names) == len(set(names))
