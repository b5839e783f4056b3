"""Records → bytes: LEN and CNT are computed, everything else is written as it stands."""

from dataclasses import replace

from ebts.records import (
    CNT,
    DATA,
    FS,
    GS,
    LEN,
    RS,
    US,
    BinaryRecord,
    Field,
    Record,
    TaggedRecord,
    Transaction,
)


def write(transaction: Transaction) -> bytes:
    """Write a transaction in the traditional encoding. Raises UnicodeEncodeError."""
    header, *others = transaction.records
    assert isinstance(header, TaggedRecord)
    contents = (("1", str(len(others))), *((str(one.type), one.idc) for one in others))
    counted = tuple(
        replace(one, subfields=contents) if one.number == CNT else one for one in header.fields
    )
    parts = [_tagged(replace(header, fields=counted), "ascii")]
    parts += [_record(one, transaction.encoding) for one in others]
    return b"".join(parts)


def _record(record: Record, encoding: str) -> bytes:
    if isinstance(record, BinaryRecord):
        length = 5 + len(record.body)
        return length.to_bytes(4, "big") + bytes([record.idc_number]) + record.body
    return _tagged(record, encoding)


def _tagged(record: TaggedRecord, encoding: str) -> bytes:
    fields = [one for one in record.fields if one.number != LEN]
    tag = next((one.tag for one in record.fields if one.number == LEN), f"{record.type}.001")
    parts = [_field(one, encoding) for one in fields if one.number != DATA]
    if record.data is not None:
        data_tag = next((one.tag for one in fields if one.number == DATA), f"{record.type}.999")
        parts.append(f"{data_tag}:".encode() + record.data)
    rest = b"".join(GS + one for one in parts) + FS
    return _with_length(f"{tag}:".encode(), rest)


def _with_length(tag: bytes, rest: bytes) -> bytes:
    """Write LEN before the rest: LEN counts its own digits too."""
    length = len(tag) + len(rest)
    while len(tag) + len(str(length)) + len(rest) != length:
        length = len(tag) + len(str(length)) + len(rest)
    return tag + str(length).encode() + rest


def _field(field: Field, encoding: str) -> bytes:
    subfields = (US.decode().join(items) for items in field.subfields)
    return f"{field.tag}:".encode() + RS.decode().join(subfields).encode(encoding)
