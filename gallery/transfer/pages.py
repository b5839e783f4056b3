"""What the pages of a Parquet file hold once unfolded, read from their heads alone.

The footer of a file may say anything about sizes, and Arrow believes the heads of pages when it
takes memory. So the heads are read first. A head is a struct of Thrift's compact protocol.
Source: apache/parquet-format, `parquet.thrift`; apache/thrift, `thrift-compact-protocol.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from gallery.errors import TransferError

_HEAD_BYTES = 4_096
_MAX_HEAD_BYTES = 1 << 20
"""A head with statistics of long values."""
_MAX_DEPTH = 4
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)
_TYPE, _UNFOLDED, _FOLDED = 1, 2, 3
"""Fields of a head."""
_DICTIONARY_PAGE = 2
_ENCODED_BY = {0: (5, 2), 2: (7, 2), 3: (8, 4)}
"""Types of pages, each with the field of its own head and the field of the encoding there."""
_ENCODINGS = {0, 2, 3, 8}
"""PLAIN, PLAIN_DICTIONARY, RLE, RLE_DICTIONARY. With other encodings a value repeats parts of the
value before, so that pages of any size may unfold to any other size."""

Struct = dict[int, object]


@dataclass(frozen=True)
class Unfolded:
    """What the pages of a column hold."""

    size: int
    has_dictionary: bool
    """Whether values stand in a dictionary, so that they take more than `size`."""


def unfolded(file: BinaryIO, start: int, length: int, most_pages: int) -> Unfolded:
    """Add up the pages of a column, which lie in `length` bytes from `start`.

    Raises TransferError for pages that no file of people has.
    """
    size, has_dictionary = 0, False
    for count, head in enumerate(_heads(file, start, length)):
        kind = head.get(_TYPE)
        place, field = _ENCODED_BY.get(kind if isinstance(kind, int) else -1, (0, 0))
        own = head.get(place)
        if not isinstance(own, dict) or own.get(field) not in _ENCODINGS:
            raise TransferError(f"a page has type {kind} in an encoding that is not allowed")
        if count > most_pages:
            raise TransferError(f"a column has more pages than rows, of which {most_pages} are")
        has_dictionary |= kind == _DICTIONARY_PAGE
        size += _number(head, _UNFOLDED)
    return Unfolded(size, has_dictionary)


def _heads(file: BinaryIO, start: int, length: int) -> Iterator[Struct]:
    place, end = start, start + length
    while place < end:
        head, head_bytes = _head(file, place, end)
        yield head
        place += head_bytes + _number(head, _FOLDED)
    if place != end:
        raise TransferError("the pages of a column do not fill it")


def _head(file: BinaryIO, place: int, end: int) -> tuple[Struct, int]:
    size = _HEAD_BYTES
    while True:
        file.seek(place)
        data = file.read(min(size, end - place))
        try:
            reader = _Compact(data)
            return reader.struct(_MAX_DEPTH), reader.place
        except IndexError:
            if size >= _MAX_HEAD_BYTES or len(data) < size:
                raise TransferError("the head of a page is cut short or too long") from None
        size = _MAX_HEAD_BYTES


def _number(head: Struct, field: int) -> int:
    value = head.get(field)
    if not isinstance(value, int) or value < 0:
        raise TransferError(f"the head of a page says {value!r} of its size")
    return value


class _Compact:
    """Reads structs of the compact protocol. Raises IndexError at the end of the data."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    def struct(self, depth: int) -> Struct:
        if depth < 0:
            raise TransferError("the head of a page nests too deep")
        found: Struct = {}
        field = 0
        while (head := self._byte()) != _STOP:
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            found[field] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> object:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in _INTEGERS:
            return self._zigzag()
        if kind == _STRUCT:
            return self.struct(depth - 1)
        if kind in (_BYTE, _DOUBLE, _BINARY):
            self._skip({_BYTE: 1, _DOUBLE: 8}.get(kind) or self._varint())
            return None
        if kind in (_LIST, _SET):
            self._list(depth)
            return None
        raise TransferError(f"the head of a page holds a field of the unknown type {kind}")

    def _list(self, depth: int) -> None:
        head = self._byte()
        count = head >> 4 if head >> 4 < 15 else self._varint()
        for _ in range(min(count, _MAX_HEAD_BYTES)):
            self._value(head & 15, depth - 1)

    def _skip(self, count: int) -> None:
        self.place += count
        if self.place > len(self._data):
            raise IndexError

    def _byte(self) -> int:
        self.place += 1
        return self._data[self.place - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (part := self._byte()) & 0x80:
            value |= (part & 0x7F) << shift
            shift += 7
            if shift > 63:
                raise TransferError("a number in the head of a page is too long")
        return value | part << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)
