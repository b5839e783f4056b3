"""Synthetic people as images: ridges, pores and creases, and what a device makes of them."""

from synthesis.images.hands import Slap, render_slap
from synthesis.images.print_cache import PrintCache, Recipe, generator_digest
from synthesis.images.prints import encode_png, grow_masters, render_encounter, render_person
from synthesis.images.rendering import Master, impression, master

__all__ = [
    "Master",
    "PrintCache",
    "Recipe",
    "Slap",
    "encode_png",
    "generator_digest",
    "grow_masters",
    "impression",
    "master",
    "render_encounter",
    "render_person",
    "render_slap",
]
