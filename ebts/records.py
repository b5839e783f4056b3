"""A transaction in memory: records of fields, subfields and items, as they stand in the file.

Names are those of ANSI/NIST-ITL 1-2011, section 7: a transaction has records, a tagged record has
fields, a field has subfields, a subfield has information items.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
"""End a record, a field, a subfield and an item."""

LEN, IDC, DATA = 1, 2, 999
"""Fields of the same number in every type of record."""
VER, CNT, TOT, DAT, PRY, DAI, ORI, TCN, TCR, NSR, NTR, DOM, GMT, DCS = range(2, 16)
"""Fields of Type-1, in the order of their numbers 2 to 15."""

BINARY_TYPES = frozenset({3, 4, 5, 6, 7, 8})
"""Records without tags: four bytes of length, one byte of IDC."""
TEXT_TYPES = frozenset({1, 2, 9})
"""Tagged records that never end with an image: the first FS ends the record."""


@dataclass(frozen=True)
class Field:
    """A field of a tagged record."""

    tag: str
    """As written, such as `2.018` or `2.18`."""
    subfields: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, record_type: int, number: int, *subfields: str | tuple[str, ...]) -> "Field":
        """Make a field. A subfield of one item may be given as a string."""
        items = tuple((one,) if isinstance(one, str) else one for one in subfields)
        return cls(f"{record_type}.{number:03}", items)

    @property
    def number(self) -> int:
        """The number behind the dot."""
        return int(self.tag.partition(".")[2])

    @property
    def value(self) -> str:
        """The first item of the first subfield."""
        return self.subfields[0][0]

    @property
    def text(self) -> str:
        """The whole field for people: subfields parted by ` | `, items by `, `."""
        return " | ".join(", ".join(items) for items in self.subfields)


@dataclass(frozen=True)
class TaggedRecord:
    """A record of text fields, perhaps with an image behind them."""

    type: int
    fields: tuple[Field, ...]
    """In the order of the file, LEN first."""
    data: bytes | None = None
    """The contents of field 999; None if the record has no such field."""

    @cached_property
    def by_number(self) -> dict[int, Field]:
        """The fields by their number; of a repeated field, the first."""
        return {one.number: one for one in reversed(self.fields)}

    def value(self, number: int) -> str:
        """The first item of a field; empty if the field is missing."""
        found = self.by_number.get(number)
        return found.value if found else ""

    def values(self, number: int) -> list[str]:
        """The first item of every subfield; none if the field is missing."""
        found = self.by_number.get(number)
        return [items[0] for items in found.subfields] if found else []

    @property
    def idc(self) -> str:
        """The information designation character as written; empty in Type-1."""
        return "" if self.type == 1 else self.value(IDC)


@dataclass(frozen=True)
class BinaryRecord:
    """A record without tags."""

    type: int
    idc_number: int
    body: bytes
    """What stands behind LEN and IDC."""

    @property
    def idc(self) -> str:
        """The information designation character, as CNT writes it."""
        return f"{self.idc_number:02}"


Record = TaggedRecord | BinaryRecord


@dataclass(frozen=True)
class Transaction:
    """A whole file. The first record is Type-1."""

    records: tuple[Record, ...]
    encoding: str = "ascii"
    """How the text of all records but Type-1 is encoded: `ascii` or `utf-8`, by field 1.015."""

    @property
    def header(self) -> TaggedRecord:
        """The Type-1 record."""
        first = self.records[0]
        assert isinstance(first, TaggedRecord)
        return first

    @property
    def description(self) -> TaggedRecord:
        """The first Type-2 record; a record without fields if there is none."""
        for record in self.records:
            if isinstance(record, TaggedRecord) and record.type == 2:
                return record
        return TaggedRecord(2, ())

    @property
    def type_of_transaction(self) -> str:
        """TOT (1.004)."""
        return self.header.value(TOT)

    def located(self) -> Iterator[tuple[str, Record]]:
        """Yield every record with the words that name its place."""
        for number, record in enumerate(self.records, 1):
            yield place_of(number, record.type, record.idc), record

    def without_images(self) -> "Transaction":
        """Keep the records of text: Type-1 and Type-2."""
        kept = tuple(one for one in self.records if one.type in {1, 2})
        return replace(self, records=kept)


def place_of(number: int, record_type: int, idc: str = "") -> str:
    """Name a record for people. number: from 1, in the order of the file."""
    return f"record {number} (Type-{record_type}{f', IDC {idc}' if idc else ''})"
