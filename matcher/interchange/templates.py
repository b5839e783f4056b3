"""A finger view becomes a template that compares like an extracted one, and back."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher import quality, template
from matcher.decoding import MAX_SIDE_PX
from matcher.errors import InvalidTemplateError, QualityError
from matcher.interchange.fmr import read_record, write_record
from matcher.interchange.formats import TemplateFormat
from matcher.interchange.records import FingerView
from matcher.interchange.type9 import read_type9
from matcher.kinds import FINGER_RECORD, TEXT, TYPE_9, kind_of
from matcher.types import FingerPosition, ImpressionType, Template

MIN_MINUTIAE = 8
"""As of an extracted template."""
OUTLINE_MARGIN_PX = 16
"""How far the foreground reaches beyond the outermost minutiae: two ridges. Formats hold no
foreground."""
_LEAST_QUALITY = 0.2
"""As of extracted minutiae."""
_DIGESTS = {
    TemplateFormat.ISO_19794_2_2005: b"ISO-2005",
    TemplateFormat.ANSI_378_2004: b"ANSI-378",
    TemplateFormat.TYPE_9: b"NIST-T9\0",
}
"""In the place of the digest of the extractor."""


def read_views(data: bytes, form: TemplateFormat) -> list[FingerView]:
    """Read all views of a record. Raises InvalidTemplateError, which names another kind of file."""
    found, stated = kind_of(data), TYPE_9 if form is TemplateFormat.TYPE_9 else FINGER_RECORD
    if found is not None and found not in (TEXT, stated):
        raise InvalidTemplateError(
            f"the bytes are {found.words}, but the format of the template says {form.name}"
        )
    if form is TemplateFormat.TYPE_9:
        return [read_type9(data)]
    return read_record(data, form)


def import_template(data: bytes, form: TemplateFormat, position: FingerPosition) -> Template:
    """Read the template of one finger.

    A view of an unknown position is taken if there is no other. Of several views of the finger the
    first is taken. Raises InvalidTemplateError, QualityError if there are too few minutiae.
    """
    view = _view_of(read_views(data, form), position)
    if len(view.minutiae) < MIN_MINUTIAE:
        raise QualityError(
            f"the template has {len(view.minutiae)} minutiae, {MIN_MINUTIAE} are needed: "
            "capture the finger again"
        )
    if max(view.width_px, view.height_px) > MAX_SIDE_PX:
        raise InvalidTemplateError(
            f"the image is {view.width_px} x {view.height_px} px at 500 ppi: each side may have "
            f"{MAX_SIDE_PX:,} px"
        )
    best = sorted(view.minutiae, key=lambda one: (-one.quality, one.y_px, one.x_px))
    x, y = (np.array([getattr(one, name) for one in best]) for name in ("x_px", "y_px"))
    rated = np.clip([one.quality for one in best], _LEAST_QUALITY, 1)
    exact = Template(
        width_px=view.width_px,
        height_px=view.height_px,
        quality=quality.assess(rated),
        outline_px=_outline(x, y, view),
        x_px=x.astype(np.float32),
        y_px=y.astype(np.float32),
        direction_rad=np.array([one.direction_rad for one in best], np.float32),
        type=np.array([int(one.type) for one in best], np.uint8),
        minutia_quality=rated.astype(np.float32),
        extractor_digest=_DIGESTS[form],
    )
    # As extraction does, so that the template and what is computed from it agree to the last bit.
    return template.decode(template.encode(exact))


def export_template(
    found: Template,
    form: TemplateFormat,
    position: FingerPosition,
    impression: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
) -> bytes:
    """Write a template as a record of one view. Raises InvalidTemplateError for TYPE_9."""
    if form is TemplateFormat.TYPE_9:
        raise InvalidTemplateError("Type-9 records are read and not written: use ISO or ANSI")
    view = FingerView(
        int(position.finger),
        impression,
        found.quality,
        found.width_px,
        found.height_px,
        tuple(found.minutiae()),
    )
    return write_record([view], form)


def _view_of(views: Sequence[FingerView], position: FingerPosition) -> FingerView:
    wanted = [view for view in views if view.position == position.finger]
    if not wanted and len(views) == 1 and views[0].position == 0:
        wanted = [replace(views[0], position=int(position.finger))]
    if not wanted:
        there = ", ".join(str(view.position) for view in views)
        raise InvalidTemplateError(
            f"the template is of finger position {there}, not of {position.finger.value}"
        )
    return wanted[0]


def _outline(
    x: NDArray[np.float64], y: NDArray[np.float64], view: FingerView
) -> NDArray[np.float32]:
    """Return the convex outline of the minutiae, wider by a margin, within the image."""
    turns = np.arange(8) * (np.pi / 4)
    ring = OUTLINE_MARGIN_PX * np.stack([np.cos(turns), np.sin(turns)], 1)
    points = (np.stack([x, y], 1)[:, None, :] + ring).reshape(-1, 2)
    inside = np.clip(points, 0, [view.width_px - 1, view.height_px - 1]).astype(np.float32)
    hull = np.asarray(cv2.convexHull(inside), np.float32)
    return hull.reshape(-1, 2)
