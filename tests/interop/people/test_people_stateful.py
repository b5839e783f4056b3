"""Nobody is wronged, whatever happens in whatever order; `make soak people` does 2,000 runs."""

from hypothesis import HealthCheck, settings

from tests.interop.people.machine import PeopleMachine

TestPeople = PeopleMachine.TestCase
TestPeople.settings = settings(
    max_examples=6,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
