"""From a submitted sample to its features, as the flow's first step needs it."""

from typing import Protocol

from interop.bookings.types import SubmittedSample
from matcher.sampling import make_sample
from matcher.types import Features, Sample


class FeatureExtractor(Protocol):
    """What turns a sample into features: `matcher.extraction.Extractor`."""

    def features(self, sample: Sample) -> Features:
        """Find the minutiae and derive the vector."""
        ...


class SampleExtraction:
    """Decodes a sample, brings it to 500 ppi and extracts its features."""

    def __init__(self, extractor: FeatureExtractor) -> None:
        self._extractor = extractor

    def __call__(self, sample: SubmittedSample) -> Features:
        """Extract; raises SampleError where the sample is unusable."""
        return self._extractor.features(
            make_sample(
                sample.image,
                sample.encoding,
                resolution_ppi=sample.resolution_ppi,
                position=sample.position,
                impression=sample.impression,
                width_px=sample.width_px,
                height_px=sample.height_px,
            )
        )
