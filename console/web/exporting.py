"""Lists as files: all pages of a list, as CSV or JSON, and files that people take with them."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from starlette.responses import Response

from console.web.page import Page

MAX_ROWS = 10_000
"""A file has at most this many rows; a narrower filter gets the others."""
FORMATS = ("csv", "json")
_PAGE_ROWS = 1_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


async def read_all(
    page: Page, request: Message, response_type: type[Message], field: str, most: int = MAX_ROWS
) -> list[Any]:
    """Read a list page by page, until it ends or has `most` items. Raises RpcError."""
    asked: Any = type(request)()
    asked.CopyFrom(request)
    found = list[Any]()
    while True:
        asked.page_size = min(_PAGE_ROWS, most - len(found))
        answer: Any = await page.call(asked, response_type)
        found += getattr(answer, field)
        asked.page_token = answer.next_page_token
        if not asked.page_token or len(found) >= most:
            return found


def exported(items: Sequence[Message], name: str, kind: str) -> Response:
    """Write items as a file. kind: of FORMATS. Fields and values as JSON has them in protobuf."""
    rows = [
        MessageToDict(
            one, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
        )
        for one in items
    ]
    text = json.dumps(rows, indent=1) if kind == "json" else _as_csv(rows)
    return file_response(f"{name}.{kind}", text.encode(), _MEDIA[kind])


def file_response(
    name: str, content: bytes, media_type: str = "application/octet-stream"
) -> Response:
    """Answer with a file that the browser stores and does not show."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{safe}"'},
    )


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(names)
    writer.writerows([_text(row.get(name, "")) for name in names] for row in rows)
    return written.getvalue()


def _text(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
