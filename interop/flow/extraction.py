"""From a submitted sample to its features, as the flow's first step needs it."""

from typing import Protocol

from gallery.types import ReceivedSample
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

    def __call__(self, sample: ReceivedSample) -> Features:
        """Extract; raises SampleError where the sample is unusable."""
        return self._extractor.features(sample.decode())
