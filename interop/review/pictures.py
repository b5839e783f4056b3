"""What examiners see: the print alone, and later why the matcher thinks what it thinks."""

from interop.review.prints import ReviewPrint
from matcher.comparison import compare, prepare
from matcher.drawing import draw_minutiae, draw_pairs, encode_png


def show(one: ReviewPrint) -> bytes:
    """Show a print as it is, at 500 ppi; one that came as a template alone by its minutiae. PNG."""
    return encode_png(one.pixels if one.has_image else draw_minutiae(one.pixels, one.template))


def explain(probe: ReviewPrint, reference: ReviewPrint) -> bytes:
    """Draw both side by side with the minutiae that the matcher paired. PNG."""
    pairs = compare(prepare(probe.template), prepare(reference.template)).pairs
    return encode_png(
        draw_pairs(probe.pixels, probe.template, reference.pixels, reference.template, pairs)
    )
