"""The table of the alarms about what waits too long."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import Base, UtcDateTime


class OverdueAlarmRow(Base):
    """An alarm about something that has waited, since a time, for longer than its limit."""

    __tablename__ = "overdue_alarm"

    waiting: Mapped[str] = mapped_column(String(16), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    alarm_time: Mapped[datetime] = mapped_column(UtcDateTime)
