"""What screens are made of: sessions, routes, pages, tables, words, and what browsers may do."""

from console.web import forms
from console.web.forms import RefusedFormError
from console.web.page import Console, Page
from console.web.rendering import STATIC, Rendering
from console.web.routing import SIGN_IN, Place, failed, get, post, route
from console.web.safety import Safety
from console.web.sessions import Sessions
from console.web.tables import (
    Cell,
    Column,
    Filter,
    Table,
    address,
    page_size,
    page_token,
    table,
)
from console.web.words import choices, enum, fact_words, finger

__all__ = [
    "Cell",
    "Column",
    "Console",
    "Filter",
    "Page",
    "Place",
    "RefusedFormError",
    "Rendering",
    "SIGN_IN",
    "STATIC",
    "Safety",
    "Sessions",
    "Table",
    "address",
    "choices",
    "enum",
    "fact_words",
    "failed",
    "finger",
    "forms",
    "get",
    "page_size",
    "page_token",
    "post",
    "route",
    "table",
]
