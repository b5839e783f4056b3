"""The `tenprint` command."""

import os
import signal
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from tenprint.cli.listing import COMMANDS


class _Commands(MutableMapping[str, click.Command]):
    """The commands by name. The module of a command is read when the command is asked for."""

    def __init__(self) -> None:
        self._found: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._found:
            home, attribute, _ = COMMANDS[name]
            command = getattr(import_module(f"tenprint.cli.{home}"), attribute)
            _show_whole_sentences(command)
            self._found[name] = command
        return self._found[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Tenprint(click.Group):
    """Lists its commands without reading their modules."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with its sentence."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in sorted(COMMANDS)])


def _show_whole_sentences(command: click.Command) -> None:
    """Let the help of groups list the first sentence of each command, which click would cut."""
    command.short_help = (command.help or "").strip().split("\n\n")[0]
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _show_whole_sentences(one)


@click.group(
    cls=_Tenprint,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="tenprint")
def tenprint() -> None:
    """Identify people by their ten fingers.

    \b
    tenprint serve --insecure-loopback                        start the service
    tenprint enrol --gallery ident --ppi 500 prints/anna/     enrol a person
    tenprint identify --gallery ident --ppi 500 2:index.png   search for a person
    tenprint submit --tcn BOOKING-0001 --ppi 500 prints/bob/  book a person
    """


def main() -> None:
    """Run the command. A failure prints one line on standard error.

    The exit status is 1 if a call failed, and 2 if the command was wrong.
    """
    signal.signal(signal.SIGTERM, _leave)
    try:
        status = tenprint(prog_name="tenprint", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(_with_help(error), error.exit_code)
    except click.Abort:
        _fail("interrupted", 128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(str(error), 1)
    except Exception as error:
        if not _is_of_a_call(error):
            raise
        _fail(f"{error}{_what_to_do(error)}", 1)
    sys.exit(status if type(status) is int else 0)


def _with_help(error: click.ClickException) -> str:
    words = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{words.rstrip('.')} (see `{error.ctx.command_path} --help`)"
    return words


def _is_of_a_call(error: Exception) -> bool:
    from tenprint.errors import RpcError

    return isinstance(error, RpcError)


def _what_to_do(error: Exception) -> str:
    """Say how a command reaches a service, if nothing listens where it called."""
    from tenprint.cli.shared import service_of_folder
    from tenprint.errors import NOTHING_LISTENS, START_OR_NAME

    if NOTHING_LISTENS not in str(error):
        return ""
    there = service_of_folder()
    if there and there not in str(error):
        return f": the service of this data folder is on {there}"
    return f": {START_OR_NAME}"


def _fail(words: str, status: int) -> NoReturn:
    from rich.console import Console

    Console(stderr=True).print(f"tenprint: {words}", style="red", soft_wrap=True, markup=False)
    sys.exit(status)


def _leave(number: int, frame: FrameType | None) -> None:
    """Exit as after an error, so that the command stops the processes that it started."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
