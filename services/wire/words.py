"""Words of a closed vocabulary in requests: stated as text, as a value of an enum, or as both."""

from itertools import zip_longest
from typing import Any

from google.protobuf.message import Message

from services.errors import InvalidFieldError


def read_word(message: Message, field: str, place: str = "") -> str:
    """Read the word of `field` and of `field_code` beside it; empty if neither is stated.

    place: what the error calls the field, if not by its name. Raises InvalidFieldError.
    """
    place = place or field
    word, code = getattr(message, field), getattr(message, f"{field}_code")
    if not code:
        return str(word)
    enum = message.DESCRIPTOR.fields_by_name[f"{field}_code"].enum_type
    coded = _word_of(enum, code, f"{place}_code")
    if word and word != coded:
        raise _contradicted(place, word, coded)
    return coded


def read_words(message: Message, field: str, place: str = "") -> list[str]:
    """Read the words of a list `field` and of `field_codes` beside it.

    place: what the error calls the field, if not by its name. Raises InvalidFieldError.
    """
    words, codes, place = list(getattr(message, field)), f"{field}_codes", place or field
    enum = message.DESCRIPTOR.fields_by_name[codes].enum_type
    coded = [
        _word_of(enum, one, f"{place}_codes[{index}]")
        for index, one in enumerate(getattr(message, codes))
    ]
    if words and coded:
        for index, (word, one) in enumerate(zip_longest(words, coded, fillvalue="")):
            if word != one:
                raise _contradicted(f"{place}[{index}]", word, one)
    return words or coded


def _contradicted(place: str, word: str, coded: str) -> InvalidFieldError:
    return InvalidFieldError(
        place, f"{word[:32]!r} is not what the enum beside it says, {coded!r}: state one of them"
    )


def _word_of(enum: Any, code: int, place: str) -> str:  # noqa: ANN401 - an EnumDescriptor
    value = enum.values_by_number.get(code)
    if value is None or not value.number:
        raise InvalidFieldError(place, f"{code} is no value of {enum.name}")
    prefix = enum.values[0].name.removesuffix("UNSPECIFIED")
    return str(value.name).removeprefix(prefix).lower()
