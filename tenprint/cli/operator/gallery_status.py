"""Show the state of a gallery."""

from rich.table import Table

from tenprint.cli.operator.gallery_data import GalleryData
from tenprint.cli.shared import connection, console, output, print_table
from tenprint.v1 import gallery_service_pb2 as pb2


def print_status(status: pb2.GalleryStatus) -> None:
    """Print the state of a gallery."""
    table = Table("fingers", title=f"Gallery {status.gallery}: {status.reference_count} references")
    for heading in ("references", "in the tail", "gone, not cleared", "sealed segments"):
        table.add_column(heading, justify="right")
    for one in status.classes:
        table.add_row(
            output.enum_words(pb2.FingerClass, one.finger_class),
            f"{one.reference_count:,}",
            f"{one.tail_count:,}",
            f"{one.dead_count:,}",
            str(one.sealed_segment_count),
        )
    print_table(table)
    _print_changes(status)
    if status.resident_bytes:
        console.print(f"{status.resident_bytes / 1e6:,.1f} MB in memory")
    console.print(f"index {status.index_version or 'not there: a start makes it'}")
    if status.following_error:
        console.print(f"the index cannot catch up: {status.following_error}")
    for reference_set in status.reference_sets:
        _print_set(reference_set)
    _print_faults(status)


def gallery_status(data: GalleryData) -> pb2.GalleryStatus:
    """Ask the running service, or read the files if no service runs."""
    server = data.server()
    if server:
        target = f"{server['host']}:{server['port']}"
        with connection.operator(target) as client:
            return client.galleries.status(data.gallery)
    from gallery.upkeep import status_of_folder
    from services.messages import gallery as gallery_messages

    with data.database() as database:
        sets = data.settings.set_folders(data.gallery)
        status = status_of_folder(data.gallery, database, data.folder, sets)
    return gallery_messages.gallery_status(status)


def _print_set(status: pb2.ReferenceSetStatus) -> None:
    memory = f", {status.resident_bytes / 1e6:,.1f} MB in memory" if status.resident_bytes else ""
    console.print(
        f"reference set {status.name} in {status.folder}: {status.reference_count:,} "
        f"references{memory}"
    )
    _print_faults(status)


def _print_faults(status: pb2.GalleryStatus | pb2.ReferenceSetStatus) -> None:
    for name in status.damaged:
        console.print(f"damaged: {name}")
    if status.housekeeping_error:
        console.print(f"housekeeping fails: {status.housekeeping_error}")


def _print_changes(status: pb2.GalleryStatus) -> None:
    behind = f"{status.lag_count:,} changes behind" if status.lag_count else "up to date"
    console.print(f"at change {status.watermark:,}, {behind}")
    if not status.HasField("snapshot_time"):
        console.print("no snapshot: a start reads everything from the database")
        return
    time = output.time_words(status.snapshot_time)
    console.print(f"snapshot of {time}, at change {status.snapshot_watermark:,}")
