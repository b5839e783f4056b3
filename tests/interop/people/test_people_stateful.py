"""Nobody is wronged, whatever happens in whatever order: a short run of the machine of people."""

import pytest
from hypothesis import HealthCheck, settings

from tests.interop.people.machine import PeopleMachine

TestPeople = PeopleMachine.TestCase
TestPeople.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPeople = pytest.mark.slow(TestPeople)
