"""Commands of an operator: serve, demo, galleries, cluster, jurisdictions, programme, audit log."""

from tenprint.cli.operator.audit import audit
from tenprint.cli.operator.cluster import cluster
from tenprint.cli.operator.demo import demo
from tenprint.cli.operator.gallery import gallery
from tenprint.cli.operator.gallery_data import (
    GalleryData,
    data_options,
    held_alone,
    on_gallery,
    open_settings,
)
from tenprint.cli.operator.jurisdictions import jurisdictions
from tenprint.cli.operator.kernels import compile_kernels
from tenprint.cli.operator.keys import keys
from tenprint.cli.operator.programme import overdue, programme
from tenprint.cli.operator.reindex import reindex
from tenprint.cli.operator.report import report
from tenprint.cli.operator.serve import serve

__all__ = [
    "GalleryData",
    "audit",
    "cluster",
    "compile_kernels",
    "data_options",
    "demo",
    "gallery",
    "held_alone",
    "jurisdictions",
    "keys",
    "on_gallery",
    "open_settings",
    "overdue",
    "programme",
    "reindex",
    "report",
    "serve",
]
