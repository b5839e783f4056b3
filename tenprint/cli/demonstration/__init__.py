"""The demonstration: a real server, synthetic people, bookings, and checks against the truth."""

from tenprint.cli.demonstration.enrolment import samples_of
from tenprint.cli.demonstration.plan import Plan
from tenprint.cli.demonstration.report import WIDTH
from tenprint.cli.demonstration.story import Demonstration

__all__ = ["Demonstration", "Plan", "WIDTH", "samples_of"]
