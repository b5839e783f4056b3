"""What whoever runs a service does beside it: backup, restore, and a look at everything."""

from services.upkeep.backup import back_up
from services.upkeep.manifest import Manifest
from services.upkeep.restoring import restore

__all__ = ["Manifest", "back_up", "restore"]
