"""Looks at everything that a service stands on, and says what is wrong and what to do."""

from services.doctor.examination import examine
from services.doctor.findings import Finding, Level

__all__ = ["Finding", "Level", "examine"]
