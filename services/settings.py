"""The service's settings: one object, filled from flags and `TENPRINT_…` environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal, get_args

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from database.master_key import KeyPlace
from interop.waiting import Limits, Waiting
from services.errors import SettingError

ENVIRONMENT_PREFIX = "TENPRINT_"
RECORD_KEYS = "record.keys"
"""The file of the keys of the database's records, in the data folder."""
CONSOLE_USERS = "console-users.json"
"""The list of people who sign in at the console, in the data folder."""
REPEATABLE = frozenset({"reference_set"})
"""Settings whose flag may be given several times."""
SWITCHES = frozenset({"insecure_loopback", "no_console"})
"""Settings whose flag takes no value."""


@dataclass(frozen=True)
class ReferenceSetPlace:
    """A reference set, and the gallery beside which the set is searched."""

    gallery: str
    folder: Path


class Settings(BaseSettings):
    """The settings of a server. A server does not start with a wrong value."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="folder of databases, lock and caches")
    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(
        50051, ge=0, le=65535, description="port to listen on; 0 lets the system choose"
    )
    insecure_loopback: bool = Field(
        False,
        description="development: no TLS, and callers are believed what they say of themselves; "
        "on a loopback address alone",
    )
    keys: Path | None = Field(
        None, description="folder of certificates and keys, made by `tenprint keys init`: TLS"
    )
    machine_port: int = Field(
        50052,
        ge=0,
        le=65535,
        description="with --keys: the port for machines, which prove themselves by certificates; "
        "0 lets the system choose",
    )
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the data folder")
    master_key: str = Field(
        "",
        description="FILE, env:NAME or command:…: the key that seals what the database holds of "
        "people; empty: in clear",
    )
    cluster: str = Field(
        "",
        pattern=r"^(auto|(\[[0-9A-Fa-f:]+\]|[^\s:\[\]]+):\d{1,5})?$",
        description="HOST:PORT of the head of a Ray cluster that holds the galleries, or auto; "
        "needs the extra `cluster` and PostgreSQL; empty: indexes in the data folder",
    )
    reference_set: Annotated[tuple[ReferenceSetPlace, ...], NoDecode] = Field(
        (),
        description="GALLERY=FOLDER: an imported reference set to be searched beside a gallery; "
        f"repeatable, in the environment several are parted by `{os.pathsep}`",
    )
    activation: Literal["registry", "nationwide"] = Field(
        "registry",
        description="registry: nothing goes to IDENT before jurisdictions are on record; "
        "nationwide: all count as activated while none is on record",
    )
    lesc_address: str = Field(
        "",
        pattern=r"^(\S+:\d{1,5})?$",
        description="a foreign LESC, HOST:PORT; empty: start the stub",
    )
    lesc_port: int = Field(
        50061, ge=0, le=65535, description="the stub's port; 0 lets the system choose"
    )
    lesc_people_address: str = Field(
        "",
        pattern=r"^(\S+:\d{1,5})?$",
        description="where a foreign LESC takes its specialists, HOST:PORT; empty: nowhere, and "
        "the console has no screens of the LESC",
    )
    lesc_people_port: int = Field(
        50062,
        ge=0,
        le=65535,
        description="with --keys: the stub's port for its specialists, who prove themselves by "
        "tokens; 0 lets the system choose",
    )
    lesc_delay_s: float = Field(
        5.0,
        ge=0,
        le=86400,
        allow_inf_nan=False,
        description="how long the stub researches before it answers, in seconds",
    )
    lesc_mode: Literal["as-audited", "shared"] = Field(
        "shared", description="whether the stub's answers carry the research they rest on"
    )
    lesc_specialists: int = Field(
        16,
        ge=0,
        le=1_000,
        description="scripted specialists at the stub, around the clock; 0: people decide",
    )
    no_console: bool = Field(False, description="serve no pages for people")
    console_port: int = Field(
        50080,
        ge=0,
        le=65535,
        description="the port of the pages for people; 0 lets the system choose",
    )
    console_address: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="by which address browsers reach the console, behind a proxy or under another "
        "name; a provider of identities sends people back there",
    )
    console_issuer_key: Path | None = Field(
        None,
        description="with --keys: the private key by which the console signs its people's tokens; "
        "empty: tokens.key in the folder of keys; without that file and without oidc.json no "
        "console",
    )
    extraction_workers: int = Field(2, ge=1, le=64, description="threads that extract for requests")
    decoding_workers: int = Field(
        2, ge=1, le=64, description="processes that decode images, each with a limit of memory"
    )
    search_workers: int = Field(2, ge=1, le=64, description="threads that search for requests")
    flow_workers: int = Field(
        2,
        ge=1,
        le=64,
        description="threads that drive bookings, and extract their fingers side by side",
    )
    review_control_share: float = Field(
        0.05,
        ge=0,
        le=0.5,
        allow_inf_nan=False,
        description="share of the examiners' queue that are known mates and non-mates",
    )
    wait_limits: Annotated[Limits, NoDecode] = Field(
        Limits(),
        description="STATE=HOURS, several parted by commas: how long what waits may wait before "
        f"it alarms; states are {', '.join(Waiting)}",
    )
    offices: Path | None = Field(
        None,
        description="CSV file of field offices with office,place,areas,opens,closes,ori, "
        "to be put on record; without one: those on record, or the nine of the audit",
    )
    waiting_limit: int = Field(
        32, ge=0, le=10_000, description="requests that may wait for each kind of worker"
    )
    metrics: str = Field(
        "",
        pattern=r"^(\[[0-9A-Fa-f:]+\]|[^\s:\[\]]+):\d{1,5}$|^$",
        description="HOST:PORT at which Prometheus reads metrics, in clear text and without "
        "credentials: loopback, or a network of your own; port 0 lets the system choose; "
        "empty: no metrics",
    )
    traces: str = Field(
        "",
        description="where OpenTelemetry spans go: the URL of an OTLP collector, or a file; needs "
        "the extra `traces`; empty: no traces",
    )
    booking_backlog: int = Field(
        1_000, ge=1, le=100_000, description="bookings that may wait for their extraction"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least severity that is logged"
    )
    log_format: Literal["auto", "json", "console"] = Field(
        "auto", description="auto: console on a terminal, else JSON lines"
    )
    drain_s: float = Field(
        10.0,
        gt=0,
        le=3600,
        allow_inf_nan=False,
        description="how long running requests may take at the end, in seconds",
    )
    model_cache: Path = Field(
        Path(platformdirs.user_cache_dir("tenprint")),
        description="folder of compiled kernels, rebuilt when lost",
    )

    @field_validator("reference_set", mode="before")
    @classmethod
    def _read_sets(cls, given: object) -> object:
        """Read what flags give as a list and the environment as one string."""
        texts = given.split(os.pathsep) if isinstance(given, str) else given
        if not isinstance(texts, list | tuple):
            return given
        return [
            one if isinstance(one, ReferenceSetPlace) else set_place(one) for one in texts if one
        ]

    @field_validator("wait_limits", mode="before")
    @classmethod
    def _read_limits(cls, given: object) -> object:
        return _limits(given) if isinstance(given, str) else given

    @field_validator("reference_set")
    @classmethod
    def _check_sets(cls, places: tuple[ReferenceSetPlace, ...]) -> tuple[ReferenceSetPlace, ...]:
        if len({place.folder.resolve() for place in places}) < len(places):
            raise ValueError("a folder is named twice: name each folder for one gallery")
        return places

    @property
    def resolved_database_url(self) -> str:
        """The database URL in force, given or default."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'tenprint.sqlite'}"

    @property
    def key_file(self) -> Path:
        """The file of the keys of the database's records."""
        return self.data_dir.resolve() / RECORD_KEYS

    def key_place(self) -> KeyPlace | None:
        """Read the master key; None: the database is in clear. Raises MasterKeyError."""
        return KeyPlace.of(self.key_file, self.master_key)

    def gallery_folder(self, name: str) -> Path:
        """Return the folder of the index of a gallery."""
        return self.data_dir / "galleries" / name

    def set_folders(self, gallery: str) -> list[Path]:
        """Return the folders of the reference sets of a gallery."""
        return [place.folder for place in self.reference_set if place.gallery == gallery]


def load_settings(flags: Mapping[str, str | list[str] | bool]) -> Settings:
    """Fill the settings from flags, then environment, then defaults. Raises SettingError."""
    try:
        return Settings(**flags)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingError(_explain(error, flags)) from error


def set_place(text: str) -> ReferenceSetPlace:
    """Read GALLERY=FOLDER. Raises ValueError."""
    gallery, found, folder = text.partition("=")
    if not (found and gallery and folder):
        raise ValueError(f"{text!r} is not GALLERY=FOLDER")
    return ReferenceSetPlace(gallery, Path(folder))


def _limits(text: str) -> Limits:
    hours = {}
    for part in filter(None, text.split(",")):
        name, _, stated = part.partition("=")
        if name not in set(Waiting) or not 0 < float(stated or "nan") < float("inf"):
            raise ValueError(f"{part!r} is not STATE=HOURS with a state of {', '.join(Waiting)}")
        hours[f"{name}_h"] = float(stated)
    return replace(Limits(), **hours)


def flag_name(field: str) -> str:
    """Name the flag of a setting."""
    if field == "data_dir":
        return "--data"  # short for people; TENPRINT_DATA means the real prints of the tests
    return f"--{field.replace('_', '-')}"


def values_of(field: str) -> str:
    """Name what a setting takes: its choices, or `VALUE`."""
    choices = get_args(Settings.model_fields[field].annotation)
    are_words = choices and all(isinstance(one, str) for one in choices)
    return f"[{'|'.join(choices)}]" if are_words else "VALUE"


def explained(field: str) -> str:
    """Say what a setting does, its default and its variable, as the help shows it."""
    setting = Settings.model_fields[field]
    default = "" if setting.default in ("", ()) else f" [default: {_default(setting.default)}]"
    return f"{setting.description}{default} ({environment_name(field)})"


def _default(value: object) -> str:
    if isinstance(value, Limits):
        parts = ((name.removesuffix("_h"), hours) for name, hours in vars(value).items())
        return ",".join(f"{name}={hours:g}" for name, hours in parts)
    return str(value)


def environment_name(field: str) -> str:
    """Name the environment variable of a setting."""
    return f"{ENVIRONMENT_PREFIX}{field.upper()}"


def _explain(error: ValidationError, flags: Mapping[str, object]) -> str:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    source = flag_name(field) if field in flags else environment_name(field)
    return f"{source} is {first['input']!r}: {first['msg'].lower()}"
