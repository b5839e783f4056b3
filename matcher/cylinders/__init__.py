"""The compiled loops behind a comparison: Minutia Cylinder-Code, and the pairing of minutiae."""

from matcher.cylinders import hull, mcc, pairing
from matcher.cylinders.extent import spread_px, spreads_px
from matcher.cylinders.packing import NO_CYLINDERS, Cylinders, PackedCylinders, lay_out, pack
from matcher.cylinders.pairing import FRAME_ROWS, WORD_ROWS
from matcher.cylinders.preparing import prepare_packed
from matcher.cylinders.workspace import Workspace, workspace

__all__ = [
    "Cylinders",
    "FRAME_ROWS",
    "NO_CYLINDERS",
    "PackedCylinders",
    "WORD_ROWS",
    "Workspace",
    "hull",
    "lay_out",
    "mcc",
    "pack",
    "pairing",
    "prepare_packed",
    "spread_px",
    "spreads_px",
    "workspace",
]
