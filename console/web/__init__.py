"""What screens are made of: sessions, routes, pages, tables, words, and what browsers may do."""

from console.web import forms
from console.web.acting import Action, act
from console.web.exporting import FORMATS, MAX_ROWS, exported, file_response, read_all
from console.web.forms import RefusedFormError
from console.web.listing import read_table
from console.web.page import Console, Page, instead
from console.web.rendering import STATIC, Rendering
from console.web.routing import SIGN_IN, Place, failed, get, post, route
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
    part_of,
    table,
)
from console.web.words import choices, dates, day, enum, fact_words, finger, time_words

__all__ = [
    "Action",
    "Cell",
    "Column",
    "Console",
    "FORMATS",
    "MAX_ROWS",
    "Filter",
    "Page",
    "Place",
    "RefusedFormError",
    "Rendering",
    "SIGN_IN",
    "STATIC",
    "Safety",
    "Session",
    "Sessions",
    "Table",
    "act",
    "address",
    "choices",
    "dates",
    "day",
    "enum",
    "exported",
    "fact_words",
    "failed",
    "file_response",
    "finger",
    "forms",
    "get",
    "instead",
    "read_table",
    "page_size",
    "page_token",
    "part_of",
    "post",
    "read_all",
    "route",
    "table",
    "time_words",
]
