"""Bytes → records, strictly: nothing is guessed, and every contradiction is a fault.

The reader trusts no length. A record of text ends at its first FS, whatever its LEN says; a record
with an image ends where LEN says, and must end with FS. From the first place on which the rest of
the file cannot be found, the reader stops and keeps what it has; that place is the first fault, and
what the file therefore lacks is no further one. Work and memory are linear in the size of the file.
Source: ANSI/NIST-ITL 1-2011, sections 7.1 and 8.1, annex B.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ebts.errors import TransactionTooLargeError, UnsupportedFileError
from ebts.faults import Fault, Faults
from ebts.records import (
    BINARY_TYPES,
    CNT,
    DATA,
    DCS,
    FS,
    GS,
    IDC,
    RS,
    TEXT_TYPES,
    US,
    BinaryRecord,
    Field,
    Record,
    TaggedRecord,
    Transaction,
    place_of,
)
from ebts.texts import character_set, items_of
from matcher.kinds import TRANSACTION, WEB_PAGE, kind_of

MAX_FILE_BYTES = 32 * 1024 * 1024
"""The largest message of the service. A ten-print card in WSQ has about 1 MiB."""
MAX_RECORD_COUNT = 100
MAX_FIELD_COUNT = 2_000
"""Of one record. EBTS 9.1 has about 100 fields in Type-2."""
MAX_TEXT_BYTES = 300_000
"""Of one field. The longest field of EBTS 9.1 is ERS, of 200,000 characters."""
MAX_ITEM_COUNT = 100_000
"""Of one file. A Type-9 record of 255 minutiae has about 3,000 items."""

_LEN = re.compile(rb"([0-9]{1,2})\.(0{0,3}1):([^\x1c-\x1f]{0,12})(?=[\x1c\x1d])")
_TORN = re.compile(rb"[0-9]{1,2}(\.([0-9]{0,4}|0{0,3}1:[0-9]{0,10}))?")
"""The beginning of a record of text, up to the end of its length."""
_TAG = re.compile(rb"([0-9]{1,2})\.([0-9]{1,9}):")
_LENGTH = re.compile(rb"[0-9]{1,10}")
_XML = re.compile(rb"(\xef\xbb\xbf)?\s*<[?!A-Za-z]")


@dataclass(frozen=True)
class Reading:
    """What was read of a file."""

    transaction: Transaction | None
    """As far as the file could be read; None if there is no Type-1 record."""
    faults: tuple[Fault, ...]
    is_cut: bool = False
    """Whether the end of the file is missing or could not be read. The first fault says where."""
    whole: Transaction | None = None
    """The transaction without the record in which the reading ended; None if nothing is left."""


def read_file(path: Path) -> Reading:
    """Read a file. Raises what `read` raises, before the file is read, and OSError."""
    _check_size(path.stat().st_size)
    with path.open("rb") as file:
        return read(file.read(MAX_FILE_BYTES + 1))


def read(data: bytes) -> Reading:
    """Read a transaction in the traditional encoding.

    Raises TransactionTooLargeError, and UnsupportedFileError for the XML encoding.
    """
    _check_size(len(data))
    if _XML.match(data[:256]) and kind_of(data) is not WEB_PAGE:
        raise UnsupportedFileError(
            "the file is in the XML encoding of ANSI/NIST-ITL: send the traditional encoding, "
            "which begins with 1.001:"
        )
    reader = _Reader(data)
    transaction = reader.read()
    return Reading(transaction, reader.faults.all(), reader.is_cut, reader.whole(transaction))


def _check_size(byte_count: int) -> None:
    if byte_count > MAX_FILE_BYTES:
        raise TransactionTooLargeError(
            f"the file has {byte_count:,} bytes: a transaction has at most {MAX_FILE_BYTES:,}"
        )


class _Reader:
    """Reads one file from the front to the end."""

    def __init__(self, data: bytes) -> None:
        self.faults = Faults()
        self._data = data
        self._offset = 0
        self._records: list[Record] = []
        self._contents: list[tuple[str, ...]] = []
        self._encoding = "ascii"
        self.is_cut = False
        self._torn = False
        """Whether the last record is one that does not end."""
        self._item_count = 0

    def read(self) -> Transaction | None:
        start = _LEN.match(self._data)
        if start is None or int(start[1]) != 1:
            rule = "a transaction begins with its Type-1 record: 1.001:LENGTH and GS"
            rule = f"{_other_kind(self._data)}{rule}"
            self.faults.add("file", "", self._data[:12], rule)
            return None
        header = self._read_tagged(start)
        self._records.append(header)
        contents = header.by_number.get(CNT)
        self._contents = list(contents.subfields) if contents else []
        self._encoding = character_set(header.by_number.get(DCS), self.faults)
        while self._offset < len(self._data) and not self.is_cut:
            if len(self._records) == MAX_RECORD_COUNT:
                self._lose("file", "", f"more than {MAX_RECORD_COUNT} records")
                break
            self._read_next()
        self._check_contents()
        return Transaction(tuple(self._records), self._encoding)

    def whole(self, transaction: Transaction | None) -> Transaction | None:
        """Leave out the record in which the reading ended."""
        if transaction is None or not self._torn:
            return transaction
        kept = transaction.records[:-1]
        return replace(transaction, records=kept) if kept else None

    def _read_next(self) -> None:
        start = _LEN.match(self._data, self._offset)
        if start is not None:
            self._records.append(self._read_tagged(start))
            return
        expected = self._expected()
        kind = int(expected[0]) if re.fullmatch("[0-9]{1,2}", expected[0]) else 0
        place = place_of(len(self._records) + 1, kind)
        if kind in BINARY_TYPES:
            self._read_binary(kind, place)
        else:
            rule = "no record begins here: a record begins with TYPE.001:LENGTH and GS"
            if re.fullmatch(_TORN, self._data[self._offset :]):
                rule = "the file ends where a record begins: the end of the file is missing"
            self._lose(place, self._data[self._offset : self._offset + 12], rule)

    def _expected(self) -> tuple[str, ...]:
        """The subfield of CNT about the record that comes next."""
        number = len(self._records)
        return self._contents[number] if number < len(self._contents) else ("", "")

    # Tagged records

    def _read_tagged(self, start: re.Match[bytes]) -> TaggedRecord:
        kind, number = int(start[1]), len(self._records) + 1
        place, begin = place_of(number, kind), self._offset
        name = f"{kind}.001 LEN"
        length = int(start[3]) if _LENGTH.fullmatch(start[3]) else None
        if length is None:
            self.faults.add(place, name, start[3], "a length is a count of bytes, in digits")
        end = self._end_of_text(begin) if kind in TEXT_TYPES else begin + (length or 0)
        if kind not in TEXT_TYPES and (length is None or end > len(self._data)):
            if length is not None:
                self._lose(place, start[3], self._over(end), name, torn=True)
            self.is_cut, self._torn, end = True, True, len(self._data)
        elif end <= start.end():
            self._lose(place, start[3], "LEN ends inside the field LEN itself", name, torn=True)
            end = len(self._data)
        fields, data, stop = self._read_fields(kind, place, end)
        self._offset = stop
        if self._data[stop - 1 : stop] != FS and not self.is_cut:
            self._lose(place, "", self._no_end(kind, stop), torn=True)
        elif length is not None and not self.is_cut and stop - begin != length:
            rule = f"LEN contradicts the record, which has {stop - begin:,} bytes up to its FS"
            self.faults.add(place, name, start[3], rule)
        if kind != 1 and not self._torn and (len(fields) < 2 or fields[1].number != IDC):
            rule = "the second field of a record is its IDC"
            self.faults.add(place, f"{kind}.002 IDC", "", rule)
        return TaggedRecord(kind, tuple(fields), data)

    def _end_of_text(self, begin: int) -> int:
        found = self._data.find(FS, begin)
        return len(self._data) if found < 0 else found + 1

    def _read_fields(
        self, kind: int, place: str, end: int
    ) -> tuple[list[Field], bytes | None, int]:
        """Read the fields up to `end`. Return them, the image, and where the record stops."""
        fields: list[Field] = []
        seen: set[int] = set()
        at, tries = self._offset, 0
        while at < end:
            tag = _TAG.match(self._data, at)
            if tag and int(tag[2]) == DATA and int(tag[1]) == kind and kind not in TEXT_TYPES:
                fields.append(Field(tag[0][:-1].decode(), (("",),)))
                return fields, self._data[tag.end() : end - 1], end
            stop = self._separator(at, end)
            tries += 1
            if tries > MAX_FIELD_COUNT or self._item_count > MAX_ITEM_COUNT:
                rule = f"more than {MAX_FIELD_COUNT:,} fields, or {MAX_ITEM_COUNT:,} items in all"
                self._lose(place, "", rule)
                break
            if tag is None and stop == len(self._data):
                pass  # The file ends in the middle of a tag, which is told of the record.
            elif tag is None:
                rule = "no field begins here (TYPE.NUMBER:): a separator is missing or doubled"
                self.faults.add(place, "", self._data[at:stop][:40], rule)
            else:
                self._add_field(fields, seen, kind, place, tag, self._data[tag.end() : stop])
            at = stop + 1
            if self._data[stop : stop + 1] == FS:
                return fields, None, at
        return fields, None, min(at, len(self._data))

    def _separator(self, at: int, end: int) -> int:
        """Find the GS or FS that ends the field at `at`; `end` if there is none."""
        found = self._data.find(GS, at, end)
        stop = end if found < 0 else found
        mark = self._data.find(FS, at, stop)
        return stop if mark < 0 else mark

    def _add_field(
        self,
        fields: list[Field],
        seen: set[int],
        kind: int,
        place: str,
        tag: re.Match[bytes],
        raw: bytes,
    ) -> None:
        name = tag[0][:-1].decode()
        self._item_count += 1 + raw.count(RS) + raw.count(US)
        if self._item_count > MAX_ITEM_COUNT:
            return
        if len(raw) > MAX_TEXT_BYTES:
            rule = f"{len(raw):,} bytes: a field of text has at most {MAX_TEXT_BYTES:,}"
            self.faults.add(place, name, raw, rule)
            return
        field = Field(name, items_of(raw, place, name, self._text_encoding(kind), self.faults))
        if int(tag[1]) != kind:
            rule = f"a field of Type-{int(tag[1])} in a record of Type-{kind}: FS is missing"
            self.faults.add(place, name, raw, rule)
        elif field.number in seen:
            self.faults.add(place, name, raw, "the field occurs a second time")
        seen.add(field.number)
        fields.append(field)

    def _text_encoding(self, kind: int) -> str:
        return "ascii" if kind == 1 else self._encoding

    # Binary records

    def _read_binary(self, kind: int, place: str) -> None:
        begin, left = self._offset, len(self._data) - self._offset
        length = int.from_bytes(self._data[begin : begin + 4], "big")
        name = f"{kind}.001 LEN"
        if left < 5 or length > left:
            over = self._over(begin + length)
            self._lose(place, str(length), over if left >= 5 else "the file ends here", name)
        elif length < 6:
            self._lose(place, str(length), "the record has no room for its own header", name)
        else:
            body = self._data[begin + 5 : begin + length]
            self._records.append(BinaryRecord(kind, self._data[begin + 4], body))
            self._offset = begin + length

    # The whole

    def _over(self, end: int) -> str:
        over = f"LEN reaches {end - len(self._data):,} bytes past the end of the file"
        return f"{over}: the end of the file is missing, or LEN is wrong"

    def _no_end(self, kind: int, stop: int) -> str:
        rule = "the record does not end with FS (0x1C)"
        if kind in TEXT_TYPES and stop >= len(self._data):
            return f"{rule}: the end of the file is missing"
        return f"{rule} where it should end"

    def _lose(
        self, place: str, value: str | bytes, rule: str, field: str = "", *, torn: bool = False
    ) -> None:
        """Put a fault first after which the rest of the file cannot be read.

        torn: the record in which it is has no end, and is kept as far as it was read.
        """
        rest = "the rest of the file is not read, and what it lacks is not listed"
        self.faults.add_first(place, field, value, f"{rule}; {rest}")
        self.is_cut, self._torn = True, torn

    def _check_contents(self) -> None:
        """Compare CNT with the records."""
        place, name = place_of(1, 1), "1.003 CNT"
        stated = [one for one in self._contents if len(one) == 2]
        if len(stated) < len(self._contents) or not stated:
            rule = "CNT has two items for each record: its type and its IDC"
            if not self._torn or len(self._records) > 1:
                self.faults.add(place, name, "", rule)
            return
        if not self.is_cut:
            self._check_count(place, name, stated)
        ended = self._records[1:-1] if self._torn else self._records[1:]
        pairs = zip(stated[1:], ended, strict=False)
        for number, (items, record) in enumerate(pairs, 2):
            if (_number(items[0]), _number(items[1])) != (record.type, _number(record.idc)):
                rule = f"CNT contradicts {place_of(number, record.type, record.idc)}"
                self.faults.add(place, name, f"{items[0]},{items[1]}", rule)

    def _check_count(self, place: str, name: str, stated: Sequence[tuple[str, ...]]) -> None:
        """Compare how many records CNT lists with how many there are."""
        listed, others = len(stated) - 1, len(self._records) - 1
        first = _number(stated[0][0]), _number(stated[0][1])
        if listed > others and first == (1, listed):
            rule = (
                f"CNT lists {listed} further records, the file has {others}: the end of the file "
                "is missing, or CNT is wrong; what the file lacks is not listed"
            )
            self.faults.add_first(place, name, "", rule)
            self.is_cut = True
            return
        if first != (1, others):
            rule = f"CNT begins with 1 and the count of further records, which is {others}"
            self.faults.add(place, name, ",".join(stated[0]), rule)
        if listed != others:
            rule = f"CNT lists {listed} further records, the file has {others}"
            self.faults.add(place, name, "", rule)


def _other_kind(data: bytes) -> str:
    """Name what a file is that is no transaction, if its first bytes say so."""
    if not data:
        return "the file is empty: "
    found = kind_of(data)
    if found is None or found is TRANSACTION:
        return ""
    return f"the file begins like {found.words}, and "


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
