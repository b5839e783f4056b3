"""The way back from a backup into an empty data folder or an empty database."""

from pathlib import Path

from database.connection import MIGRATIONS
from database.copying import is_empty, load, load_sqlite
from database.errors import BackupError
from database.schema import refuse_unknown
from lesc_stub.tables import LESC_MIGRATIONS
from services.process import locked
from services.settings import Settings
from services.upkeep.manifest import STUB_FILE, Manifest, read_manifest

_LEFT = ("tenprint.sqlite", "tenprint.sqlite-wal", STUB_FILE, f"{STUB_FILE}-wal", "galleries")
"""What a data folder must not hold before a restore."""


def restore(backup: Path, settings: Settings) -> Manifest:
    """Make the databases of a service from a backup; nothing that exists is overwritten.

    The service's database comes last: a service cannot start on half of a restore. The next start
    builds the indexes of the galleries. Raises BackupError, NewerSchemaError, SettingError if a
    service holds the data folder, StoreUnavailableError.
    """
    manifest = read_manifest(backup)
    for name, one in manifest.files.items():
        migrations = LESC_MIGRATIONS if name == STUB_FILE else MIGRATIONS
        if one.schema:
            refuse_unknown([one.schema], migrations, f"of the backup ({name})")
    with locked(settings.data_dir):
        _refuse_data(settings)
        if STUB_FILE in manifest.files:
            load_sqlite(backup / STUB_FILE, settings.data_dir / STUB_FILE)
        url = settings.resolved_database_url
        try:
            load(backup / manifest.service_file, manifest.kind, url)
        except BaseException:
            (settings.data_dir / STUB_FILE).unlink(missing_ok=True)
            raise
    return manifest


def _refuse_data(settings: Settings) -> None:
    held = [name for name in _LEFT if (settings.data_dir / name).exists()]
    if held:
        raise BackupError(
            f"data folder {settings.data_dir} holds {', '.join(held)}: restore into a new folder, "
            "or move these away"
        )
    if not is_empty(settings.resolved_database_url):
        raise BackupError("the database holds tables: restore into an empty database")
