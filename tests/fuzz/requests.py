"""Valid requests from the descriptors, and the same requests with one or more fields changed."""

import random
import string
from typing import Any

from google.protobuf.descriptor import FieldDescriptor as Field
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from tests.fuzz.known import Known
from tests.images import finger
from tests.reference import examples
from tests.services.access.rpcs import Rpc

ORI = "WVFUZZ000"
_MAX_DEPTH = 5
_SOUND_SHARE = 0.5
"""Of changed fields. The others break a rule of the field itself, and reach no handler."""
_WORDS: dict[str, tuple[object, ...]] = {
    "ori": (ORI,),
    "oris": (ORI,),
    "tcn": ("TCN-FUZZ-{n}",),
    "gallery": ("ident", "iafis", "civil", "risc"),
    "officer": ("O-1",),
    "examiner_id": ("EX-1",),
    "source": ("wants", "passports"),
    "name": ("DOE,JOHN",),
    "date_of_birth": ("19700101",),
    "sex": ("M",),
    "place_of_birth": ("TX",),
    "purpose": ("C",),
    "attention": ("UNKNOWN",),
    "phone": ("UNKNOWN",),
    "offense_code": ("0399",),
    "us_state": ("TX",),
    "citizenship": ("MX",),
    "alien_number": ("A12345678",),
    "category": ("larceny", ""),
    "retain": ("Y", "N", ""),
    "time_zone": ("UTC",),
    "page_token": ("",),
    "page_size": (0, 5),
    "resolution_ppi": (500,),
    "year": (2011,),
    "month": (8,),
    "day": (1,),
    "seconds": (1_312_200_000,),
    "nanos": (0,),
    "version": (1,),
    "ordinal": (1,),
    "priority": (5,),
}
"""What a field of a name holds; every other field gets a value of its type."""
_LIMITS = {Field.TYPE_INT64: 2**63, Field.TYPE_SINT64: 2**63}
_TEXTS = (
    *("", " ", "\x00", "\x1b[2J", "\u202e", "a" * 65, "a" * 5_000, "\u00e9", "\U0001f600"),
    *("-1", "0", "../../x", "'; DROP TABLE booking; --", "%s%n", "tcn:x", "case:", "00000000"),
    *("99999999", "\n"),
)
_FLOATS = (0.0, -1.0, 1e300, float("inf"), float("-inf"), float("nan"), 1e-320)
_SECONDS = (-62_135_596_800, 253_402_300_799, 0, -1, -62_135_510_400, 2**62, 4_102_444_800)


class Fuzzer:
    """Draws requests from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._number = 0
        self.known = Known(self._random)

    def request(self, rpc: Rpc, change_count: int) -> Message:
        """Make a valid request, about what exists, and change some of its fields."""
        self._number += 1
        if self._random.random() < 0.6:
            image = finger(1, self._random.randint(1, 10)).image
            message = examples.request(rpc, image, b"1.001:5")
        else:
            message = GetMessageClass(rpc.descriptor.input_type)()
            self._fill(message, 0)
        self.known.apply(message)
        self._renew(message)
        for _ in range(change_count):
            self._change(message)
        return message

    def changed(self, message: Message, change_count: int) -> Message:
        """Copy a request and change some of its fields."""
        copy = type(message)()
        copy.CopyFrom(message)
        for _ in range(change_count):
            self._change(copy)
        return copy

    def raw(self, message: Message) -> bytes:
        """Damage the bytes of a request, or make bytes of nothing."""
        data = bytearray(message.SerializeToString())
        if not data or self._random.random() < 0.2:
            return self._random.randbytes(self._random.choice((1, 7, 100, 4_000)))
        for _ in range(self._random.randint(1, 6)):
            at = self._random.randrange(len(data) + 1)
            kind = self._random.randrange(4)
            if kind == 0:
                data[at : at + 1] = self._random.randbytes(1)
            elif kind == 1:
                del data[at : at + self._random.randint(1, 20)]
            elif kind == 2:
                data[at:at] = self._random.randbytes(self._random.randint(1, 12))
            else:
                data[at : at + 2] = b"\xff\xff"
        return bytes(data)

    def _renew(self, message: Any) -> None:
        """Give what the caller names a name of its own, so that it is no repetition."""
        fields = message.DESCRIPTOR.fields_by_name
        if "tcn" in fields and "booking" in fields and self._random.random() < 0.8:
            message.tcn = f"TCN-FUZZ-{self._number:08}"
            message.ori = ORI

    def _fill(self, message: Message, depth: int) -> None:
        if message.DESCRIPTOR.full_name == "tenprint.v1.Sample":
            message.CopyFrom(finger(1, self._random.randint(1, 10)))
            return
        for field in message.DESCRIPTOR.fields:
            if field.containing_oneof and self._random.random() < 0.5:
                continue
            if field.message_type and (depth >= _MAX_DEPTH or self._random.random() < 0.2):
                continue
            if field.is_repeated:
                for _ in range(self._random.randint(0, 2)):
                    self._add(getattr(message, field.name), field, depth)
            elif field.message_type:
                part = getattr(message, field.name)
                part.SetInParent()
                self._fill(part, depth + 1)
            else:
                setattr(message, field.name, self._value(field))

    def _add(self, repeated: Any, field: Any, depth: int) -> None:
        if field.message_type and field.message_type.GetOptions().map_entry:
            return
        if field.message_type:
            self._fill(repeated.add(), depth + 1)
        else:
            repeated.append(self._value(field))

    def _value(self, field: Any) -> object:
        words = _WORDS.get(field.name)
        if words and isinstance(words[0], str) == (field.type == Field.TYPE_STRING):
            chosen = self._random.choice(words)
            return chosen.format(n=self._number) if isinstance(chosen, str) else chosen
        if field.enum_type:
            return self._random.choice(field.enum_type.values).number
        sound: dict[int, object] = {
            Field.TYPE_BOOL: self._random.random() < 0.5,
            Field.TYPE_DOUBLE: self._random.choice((0.0, 0.001, 1.0)),
            Field.TYPE_FLOAT: self._random.choice((0.0, 0.001, 1.0)),
            Field.TYPE_STRING: "X" + "".join(self._random.choices(string.ascii_uppercase, k=4)),
            Field.TYPE_BYTES: self._random.randbytes(8),
        }
        return sound.get(field.type, self._random.randint(0, 3))

    def _change(self, message: Message) -> None:
        """Change one field somewhere in the message."""
        if not message.DESCRIPTOR.fields:
            return
        field: Any = self._random.choice(list(message.DESCRIPTOR.fields))
        if self._random.random() < 0.1:
            message.ClearField(field.name)
        elif field.is_repeated:
            self._change_repeated(getattr(message, field.name), field)
        elif field.message_type:
            part = getattr(message, field.name)
            part.SetInParent()
            if part.DESCRIPTOR.fields:
                self._change(part)
        else:
            setattr(message, field.name, self._other(field))

    def _other(self, field: Any) -> object:
        """Choose something nasty, or something sound that belongs elsewhere: it passes checks."""
        if self._random.random() >= _SOUND_SHARE:
            return self._nasty(field)
        sound, known = self._value(field), self.known.one_of(field.name)
        return known if type(known) is type(sound) else sound

    def _change_repeated(self, repeated: Any, field: Any) -> None:
        if field.message_type and field.message_type.GetOptions().map_entry:
            return
        if not field.message_type:
            repeated.extend(self._other(field) for _ in range(self._random.choice((1, 2, 2_000))))
        elif repeated and self._random.random() < 0.7:
            self._change(self._random.choice(repeated))
        else:
            for _ in range(self._random.choice((1, 20))):
                self._fill(repeated.add(), 2)

    def _nasty(self, field: Any) -> object:
        if field.name == "seconds":
            return self._random.choice(_SECONDS)
        if field.name in ("year", "month", "day") and field.type != Field.TYPE_STRING:
            return self._random.choice((-1, 0, 1, 2, 13, 31, 32, 1849, 2200, 9999, 10_000))
        if field.enum_type:
            return self._random.choice((0, -1, 99, 2**31 - 1))
        limit = _LIMITS.get(field.type, 2**31)
        nasty: dict[int, object] = {
            Field.TYPE_BOOL: self._random.random() < 0.5,
            Field.TYPE_DOUBLE: self._random.choice(_FLOATS),
            Field.TYPE_FLOAT: self._random.choice(_FLOATS),
            Field.TYPE_STRING: self._random.choice(_TEXTS),
            Field.TYPE_BYTES: self._random.randbytes(self._random.choice((0, 1, 100, 10_000))),
        }
        whole = self._random.choice((0, 1, -1, limit - 1, -limit, 1_000, 2**31 - 1))
        return nasty.get(field.type, whole)
