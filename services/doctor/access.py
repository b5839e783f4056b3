"""How callers prove who they are: the folder of keys, its dates, and who may read it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.access import inspecting, issuing
from services.doctor.findings import Finding, error, fine, secret_file, warning
from services.errors import SettingError
from services.process import open_doors
from services.settings import Settings

_ACCESS = "access"
SOON = timedelta(days=14)


def keys(settings: Settings, now: datetime | None = None) -> Iterator[Finding]:
    """Look whether a service could start with these keys, and how long they last."""
    try:
        open_doors(settings, issuing.SERVER)
    except SettingError as fault:
        yield error(_ACCESS, str(fault), "give --keys a folder that `tenprint keys init` makes")
        return
    if settings.keys is None:
        yield warning(
            _ACCESS,
            "callers on this machine are believed whatever they say of themselves",
            "for anything but development, give --keys FOLDER instead of --insecure-loopback",
        )
        return
    now = now or datetime.now(UTC)
    found = [*_certificates(settings.keys, now), *_private_keys(settings.keys)]
    yield from found or [fine(_ACCESS, f"the keys in {settings.keys} are sound")]


def _certificates(folder: Path, now: datetime) -> Iterator[Finding]:
    for name in ("ca.pem", f"{issuing.SERVER}.pem", f"{issuing.LESC}.pem"):
        path = folder / name
        if not path.is_file():
            continue
        try:
            validities = inspecting.validity(path)
        except ValueError:
            yield error(_ACCESS, f"{path} is no certificate", "write the file again")
            continue
        for begins, ends in validities:
            yield from _dates(path, begins, ends, now)


def _dates(path: Path, begins: datetime, ends: datetime, now: datetime) -> Iterator[Finding]:
    if now >= ends:
        yield error(_ACCESS, f"{path} expired at {ends}", "issue another: `tenprint keys`")
    elif now < begins:
        yield error(_ACCESS, f"{path} is valid from {begins} on", "set the clock, or wait")
    elif now >= ends - SOON:
        yield warning(_ACCESS, f"{path} expires at {ends}", "issue another: `tenprint keys`")


def _private_keys(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("*.key")):
        yield from secret_file(_ACCESS, path)
    for name in (issuing.SERVER, issuing.LESC):
        private, certificate = folder / f"{name}.key", folder / f"{name}.pem"
        if not (private.is_file() and certificate.is_file()):
            continue
        if not inspecting.belong_together(private, certificate):
            yield error(
                _ACCESS,
                f"{private} is not the key of {certificate}",
                "put both files of one issue into the folder",
            )
