"""What all commands share: connection, options, files, output."""

from tenprint.cli.shared import connection, files, options, output
from tenprint.cli.shared.connection import (
    OPERATOR,
    answered,
    calling,
    connected,
    lesc_answered,
    research_answered,
)
from tenprint.cli.shared.options import EnumChoice
from tenprint.cli.shared.output import cell, console, json_option, show, shown, table_of
from tenprint.cli.shared.server_packages import server_packages

__all__ = [
    "OPERATOR",
    "EnumChoice",
    "answered",
    "calling",
    "connected",
    "connection",
    "cell",
    "console",
    "files",
    "json_option",
    "lesc_answered",
    "options",
    "output",
    "research_answered",
    "server_packages",
    "show",
    "shown",
    "table_of",
]
