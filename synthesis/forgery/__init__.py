"""What is made of prints: several fingers on one image, as forgers do, and what wears a print."""

from synthesis.forgery.composites import (
    GRIDS,
    MAX_GAP_PX,
    Composite,
    Layout,
    compose,
    cut_out,
    random_layout,
)
from synthesis.forgery.joints import jointed, neighboured
from synthesis.forgery.overlays import NOBODY, Overlay, Owners, overlay, owned
from synthesis.forgery.wear import captured, damaged, erased, turned_together, worn, written

__all__ = [
    "GRIDS",
    "MAX_GAP_PX",
    "NOBODY",
    "Composite",
    "Layout",
    "Overlay",
    "Owners",
    "captured",
    "compose",
    "cut_out",
    "damaged",
    "erased",
    "jointed",
    "neighboured",
    "overlay",
    "owned",
    "random_layout",
    "turned_together",
    "worn",
    "written",
]
