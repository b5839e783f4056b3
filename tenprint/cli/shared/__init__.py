"""What all commands share: connection, options, files, output."""

from tenprint.cli.shared import announcement, connection, files, options, output
from tenprint.cli.shared.announcement import announced_lesc, announced_service, service_of_folder
from tenprint.cli.shared.connection import (
    OPERATOR,
    answered,
    calling,
    connected,
    lesc_answered,
    research_answered,
)
from tenprint.cli.shared.options import EnumChoice
from tenprint.cli.shared.output import (
    cell,
    console,
    print_table,
    prints_json,
    progress_console,
    show,
    shown,
    table_of,
)
from tenprint.cli.shared.progress import TimeLeft, progress_bar, stepwise, waiting
from tenprint.cli.shared.server_packages import server_packages

__all__ = [
    "OPERATOR",
    "EnumChoice",
    "TimeLeft",
    "announced_lesc",
    "announcement",
    "announced_service",
    "answered",
    "calling",
    "connected",
    "connection",
    "cell",
    "console",
    "files",
    "lesc_answered",
    "options",
    "output",
    "print_table",
    "prints_json",
    "progress_bar",
    "progress_console",
    "research_answered",
    "server_packages",
    "service_of_folder",
    "show",
    "shown",
    "stepwise",
    "table_of",
    "waiting",
]
