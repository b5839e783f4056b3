"""Load the compiled kernels, so that the first request does not wait for them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gallery.index import IndexParameters, ReferenceBatch, SegmentedIndex
from gallery.search import LocalShard, Probe, ten_finger_vector
from matcher import template as template_codec
from matcher.fusion import prepare_fingers
from matcher.types import FINGERS, Features, FingerPosition, Template
from matcher.vector import vector

_MINUTIA_COUNT = 24
_FINGER = FingerPosition.RIGHT_INDEX


def load_kernels() -> None:
    """Search for an arbitrary finger in an index of that finger. Compiles what is not cached."""
    template = _arbitrary_template()
    features = [Features(_FINGER, template, vector(template))]
    probe = Probe(ten_finger_vector(features), prepare_fingers(features))
    stored = [template_codec.encode(template) if one == _FINGER else b"" for one in FINGERS]
    with TemporaryDirectory(prefix="tenprint-warm-up-") as folder:
        parameters = IndexParameters(seal_count=1, background=False)
        index = SegmentedIndex(Path(folder), gallery="warm-up", parameters=parameters)
        index.add(ReferenceBatch(np.array([1]), probe.vectors[np.newaxis], [stored], [""]), 1)
        index.shortlist(probe.vectors[np.newaxis], 1)
        index.seal()
        shard = LocalShard(index)
        shard.rescore(probe, shard.shortlist(probe, 1).reference_ids)
        shard.compare(probe, {(_FINGER,): [1]})
        index.close()


def _arbitrary_template() -> Template:
    rng = np.random.default_rng(0)
    side_px = 300
    return Template(
        width_px=side_px,
        height_px=side_px,
        quality=50,
        outline_px=np.array(
            [[0, 0], [side_px, 0], [side_px, side_px], [0, side_px]], dtype=np.float32
        ),
        x_px=rng.uniform(20, side_px - 20, _MINUTIA_COUNT).astype(np.float32),
        y_px=rng.uniform(20, side_px - 20, _MINUTIA_COUNT).astype(np.float32),
        direction_rad=rng.uniform(-3, 3, _MINUTIA_COUNT).astype(np.float32),
        type=np.zeros(_MINUTIA_COUNT, dtype=np.uint8),
        minutia_quality=np.full(_MINUTIA_COUNT, 0.5, dtype=np.float32),
    )
