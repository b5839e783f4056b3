"""A few runs of the machine; `make soak stateful` does thousands of steps."""

from hypothesis import HealthCheck, settings

from tests.gallery.machine import GalleryMachine

TestGallery = GalleryMachine.TestCase
TestGallery.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
