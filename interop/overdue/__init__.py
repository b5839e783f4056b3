"""What has waited for too long: every state that can stay has a limit, an owner and an alarm."""

from interop.overdue.desk import OverdueDesk
from interop.overdue.types import Overdue, OverdueFilter

__all__ = ["Overdue", "OverdueDesk", "OverdueFilter"]
