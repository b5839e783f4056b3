"""What screens are made of: sessions, routes, pages, tables, words, and what browsers may do."""

from console.web.page import Console, ForeignFormError, Page
from console.web.rendering import STATIC, Rendering
from console.web.routing import SIGN_IN, Place, cookie_name, failed, get, post, route
from console.web.safety import Safety
from console.web.sessions import Session, Sessions
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
from console.web.words import choices, day, enum, enum_value, finger, moment

__all__ = [
    "Cell",
    "Column",
    "Console",
    "Filter",
    "ForeignFormError",
    "Page",
    "Place",
    "Rendering",
    "SIGN_IN",
    "STATIC",
    "Safety",
    "Session",
    "Sessions",
    "Table",
    "address",
    "choices",
    "cookie_name",
    "day",
    "enum",
    "enum_value",
    "failed",
    "finger",
    "get",
    "moment",
    "page_size",
    "page_token",
    "post",
    "route",
    "table",
]
