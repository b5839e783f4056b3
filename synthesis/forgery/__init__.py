"""What forgers make of prints: several fingers on one image."""

from synthesis.forgery.composites import (
    GRIDS,
    MAX_GAP_PX,
    Composite,
    Layout,
    compose,
    cut_out,
    random_layout,
)

__all__ = ["GRIDS", "MAX_GAP_PX", "Composite", "Layout", "compose", "cut_out", "random_layout"]
