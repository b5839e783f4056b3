"""Minutiae in the formats of other systems, read and written.

All formats put x to the right. Directions run counter-clockwise from +x on the picture, into the
ridge that ends and into the valley that a fork encloses, as the project's do (`matcher.types`).
What differs, units, origin and the sense of legacy Type-9 records, is converted here.
"""

from matcher.interchange.formats import TemplateFormat
from matcher.interchange.records import FingerView
from matcher.interchange.templates import export_template, import_template, read_views

__all__ = ["FingerView", "TemplateFormat", "export_template", "import_template", "read_views"]
