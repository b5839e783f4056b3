"""Commands of whoever runs the machine: backup, restore, health, doctor."""

from tenprint.cli.machine.backup import backup, restore
from tenprint.cli.machine.doctor import doctor
from tenprint.cli.machine.health import health

__all__ = ["backup", "doctor", "health", "restore"]
