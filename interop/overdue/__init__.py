"""What has waited for too long: every state that can stay has a limit, an owner and an alarm."""

from interop.overdue.desk import OverdueDesk
from interop.overdue.types import Limits, Overdue, OverdueFilter, Waiting

__all__ = ["Limits", "Overdue", "OverdueDesk", "OverdueFilter", "Waiting"]
