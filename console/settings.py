"""What a console needs to know: where the service is, and where people reach the console."""

from dataclasses import dataclass
from pathlib import Path

from services.access import Provider, issuing, read_provider
from services.errors import SettingError

USERS = "console-users.json"
"""The list of people, in the data folder, as `services.settings` names it too."""
DEFAULT_PORT = 50080


@dataclass(frozen=True)
class ConsoleSettings:
    """The settings of a console."""

    target: str
    """HOST:PORT at which the service takes people."""
    lesc_target: str
    """HOST:PORT of the LESC; empty: no screens of the LESC."""
    data: Path
    """The folder of the list of people."""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    """0 lets the system choose."""
    keys: Path | None = None
    """The folder of certificates and keys. None: no TLS, and the service believes its callers."""
    issuer_key: Path | None = None
    """The private key by which the console signs its people's tokens."""
    idle_minutes: float = 30.0
    """A session without a request ends after this time."""
    life_hours: float = 8.0
    """A session ends after this time, whatever happens."""
    public_address: str = ""
    """By which address browsers reach the console, such as `https://tenprint.example`; empty: the
    address that each browser uses. A provider of identities sends people back there."""
    watch_parent: bool = False
    """Stop when standard input ends. A parent that dies closes that input."""
    log_level: str = "info"
    log_format: str = "auto"

    @property
    def users(self) -> Path:
        """The file of people."""
        return users_file(self.data)

    @property
    def is_believed(self) -> bool:
        """Whether the service believes what callers say of themselves."""
        return self.keys is None

    def provider(self) -> Provider | None:
        """Read which provider of identities people sign in at. Raises SettingError."""
        try:
            found = None if self.keys is None else read_provider(self.keys)
            if found is not None:
                # It is read at each sign-in; a missing file is told at the start.
                found.secret()
            return found
        except (OSError, ValueError, TypeError) as error:
            raise SettingError(f"{self.keys}: {error}") from error

    def token_key(self) -> Path:
        """Find the private key of the issuer. Raises SettingError."""
        found = self.issuer_key or (self.keys or self.data) / issuing.TOKEN_KEY
        if not found.is_file():
            raise SettingError(
                f"a console signs its people's tokens, and {found} is missing: give --issuer-key "
                "FILE, whose public key stands in tokens.pem of the service's folder of keys"
            )
        return found


def users_file(data: Path) -> Path:
    """Name the file of people in a data folder."""
    return data / USERS
