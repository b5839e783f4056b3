"""What all commands share: connection, options, files, output."""

from tenprint.cli.shared.connection import DEFAULT_ORI, DEFAULT_TARGET, connected
from tenprint.cli.shared.files import (
    files_of_person,
    imaged,
    named_files,
    prints_argument,
    read_samples,
)
from tenprint.cli.shared.lesc_connection import DEFAULT_LESC_TARGET, calling, lesc_connected
from tenprint.cli.shared.options import (
    DAY,
    EnumChoice,
    enum_name,
    enum_words,
    gallery_option,
    officer_option,
)
from tenprint.cli.shared.output import (
    console,
    date_words,
    json_option,
    position_name,
    print_booking,
    print_candidates,
    print_json,
    print_report,
    print_samples,
    progress_console,
    show,
    shown,
    state_name,
    table_of,
    time_words,
)
from tenprint.cli.shared.server_packages import server_packages
from tenprint.cli.shared.subject import read_charge, subject_options

__all__ = [
    "DAY",
    "DEFAULT_LESC_TARGET",
    "DEFAULT_ORI",
    "DEFAULT_TARGET",
    "EnumChoice",
    "calling",
    "connected",
    "console",
    "date_words",
    "enum_name",
    "enum_words",
    "files_of_person",
    "gallery_option",
    "imaged",
    "json_option",
    "lesc_connected",
    "named_files",
    "officer_option",
    "position_name",
    "print_booking",
    "print_candidates",
    "print_json",
    "print_report",
    "print_samples",
    "prints_argument",
    "progress_console",
    "read_charge",
    "read_samples",
    "server_packages",
    "show",
    "shown",
    "state_name",
    "subject_options",
    "table_of",
    "time_words",
]
