"""Records of other systems built byte by byte."""

import struct
from collections.abc import Sequence

Row = tuple[int, int, int, int, int]
"""Type, x, y, angle and quality."""
ROWS: list[Row] = [(1 + n % 2, 20 + 11 * n, 30 + 7 * n, 9 * n, 40 + n) for n in range(12)]


def view(
    rows: Sequence[Row] = ROWS,
    position: int = 2,
    kind: int = 0,
    quality: int = 70,
    extended: bytes = b"",
) -> bytes:
    """Write a view."""
    head = struct.pack(">BBBB", position, kind, quality, len(rows))
    body = b"".join(struct.pack(">HHBB", t << 14 | x, y, a, q) for t, x, y, a, q in rows)
    return head + body + struct.pack(">H", len(extended)) + extended


def iso(
    *views: bytes, size: tuple[int, int] = (388, 374), ppcm: tuple[int, int] = (197, 197)
) -> bytes:
    """Write an ISO record."""
    body = struct.pack(">HHHHHBB", 0, *size, *ppcm, len(views), 0) + b"".join(views)
    return b"FMR\0 20\0" + struct.pack(">I", 12 + len(body)) + body


def ansi(*views: bytes, size: tuple[int, int] = (388, 374), long: bool = False) -> bytes:
    """Write an ANSI record."""
    body = struct.pack(">IHHHHHBB", 0x0102_0304, 0, *size, 197, 197, len(views), 0)
    body += b"".join(views)
    if long:
        return b"FMR\0 20\0" + struct.pack(">HI", 0, 14 + len(body)) + body
    return b"FMR\0 20\0" + struct.pack(">H", 10 + len(body)) + body


def type9(fields: dict[int, str], ending: str = "\x1c") -> bytes:
    """Write a Type-9 record with its length."""
    rest = "".join(f"\x1d9.{number:03}:{text}" for number, text in fields.items()) + ending
    length = len("9.001:") + len(rest)
    while length != len(f"9.001:{length}") + len(rest):
        length = len(f"9.001:{length}") + len(rest)
    return f"9.001:{length}{rest}".encode()


def subfields(rows: Sequence[Sequence[object]]) -> str:
    """Join items and subfields."""
    return "\x1e".join("\x1f".join(map(str, row)) for row in rows)


def standard(count: int = 10, **changes: str) -> dict[int, str]:
    """Fields of a record of the standard block."""
    rows = [(f"{n:03}", f"{1000 + 50 * n:04}{2000 - 30 * n:04}{10 * n:03}", "63", "AB"[n % 2])
            for n in range(count)]  # fmt: skip
    return {2: "01", 3: "1", 4: "S", 5: "X", 6: "02", 7: "T\x1fLS", 10: str(count), 11: "0",
            12: subfields(rows)}  # fmt: skip


def m1(count: int = 10) -> dict[int, str]:
    """Fields of a record of the M1 block."""
    rows = [(n + 1, 100 + 10 * n, 50 + 20 * n, 17 * n, n % 3, 10 * n) for n in range(count)]
    return {2: "01", 3: "1", 4: "U", 126: "27\x1f513", 127: "NONE", 128: "500", 129: "500",
            130: "1", 131: "500", 132: "500", 133: "0", 134: "2", 135: "80", 136: str(count),
            137: subfields(rows)}  # fmt: skip
