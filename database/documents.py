"""The codec of stored documents: columns hold dataclasses as JSON.

The fields of a dataclass and their types say how its documents are written and read. A codec names
only what is stored in another form. Every document that an earlier version wrote must be read:
`tests/golden/` holds such documents.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, Generic, TypeVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from matcher.errors import CorruptRecordError

T = TypeVar("T")


@dataclass(frozen=True)
class Codec(Generic[T]):
    """Writes and reads the documents of one kind."""

    kind: type[T]
    version: Mapping[str, int] = field(default_factory=dict)
    """The key and the number of the version in every document; empty: documents have no version."""
    strict: bool = True
    """True: a document with an unknown key is refused. False: the key is ignored."""
    empty: T | None = None
    """The value that is stored as an empty text."""
    arrays: Mapping[str, type] = field(default_factory=dict)
    """Fields that hold dataclasses; each dataclass is stored as an array, without names."""
    bare: Mapping[str, type] = field(default_factory=dict)
    """Fields that hold a dataclass with a single field; only the field's content is stored."""
    unstored: frozenset[str] = frozenset()
    """Fields that are not stored."""
    earlier: Mapping[str, object] = field(default_factory=dict)
    """The value of a field that an earlier version did not store."""

    def dump(self, value: T) -> str:
        """Write a document."""
        if value == self.empty:
            return ""
        content = {**self.version, **self._laid_out(value)} if self.version else value
        return json.dumps(content, default=self._laid_out, separators=(",", ":"))

    def load(self, text: str) -> T:
        """Read a document. Raises CorruptRecordError."""
        if self.empty is not None and not text:
            return self.empty
        try:
            data = json.loads(text, object_hook=self._named)
            for key, number in self.version.items():
                if (found := data.pop(key, None)) != number:
                    raise CorruptRecordError(
                        f"a stored document has version {found!r}, this program reads {number}: "
                        "use the program that wrote it"
                    )
            content = {**self.earlier, **data} if self.earlier else data
            return self._adapter.validate_python(
                content, extra="forbid" if self.strict else "ignore"
            )
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            # Not `from error`: pydantic's error repeats what was stored about a person.
            raise CorruptRecordError(
                f"a stored {self.kind.__name__} cannot be read: {_fault(error)}: restore the "
                "document from a backup of the database"
            ) from None

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        """Built for the first document: building takes much longer than reading a document."""
        return TypeAdapter(self.kind)

    @cached_property
    def _unnamed(self) -> Mapping[type, Callable[[Any], object]]:
        """What takes the content out of each dataclass that is stored without names."""
        kinds = {*self.arrays.values(), *self.bare.values()}
        return {kind: attrgetter(*_names(kind)) for kind in kinds}

    def _laid_out(self, value: Any) -> Any:  # noqa: ANN401 - anything for which JSON has no form
        kind: type = type(value)
        if kind in self._unnamed:
            return self._unnamed[kind](value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, np.generic):
            return value.item()
        return {name: getattr(value, name) for name in _names(kind) if name not in self.unstored}

    def _named(self, data: dict[str, Any]) -> dict[str, Any]:
        """Add the names of fields to content that is stored without names."""
        for key in self.arrays.keys() & data.keys():
            names = _names(self.arrays[key])
            data[key] = [dict(zip(names, entry, strict=True)) for entry in data[key]]
        for key in self.bare.keys() & data.keys():
            [name] = _names(self.bare[key])
            data[key] = data[key] if data[key] is None else {name: data[key]}
        return data


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
