"""What is wrong with a transaction: record, field, value and rule of every fault."""

from dataclasses import dataclass

MAX_FAULT_COUNT = 500
"""A hostile file must not fill the memory with faults. The last fault says that there are more."""

_SHOWN_LENGTH = 40


@dataclass(frozen=True)
class Fault:
    """A broken rule."""

    place: str
    """The record, such as `record 3 (Type-14, IDC 03)`, or `file`."""
    field: str
    """Number and name, such as `14.013 FGP`; empty if the fault is not in one field."""
    value: str
    """The offending value or character as it can be printed; empty if something is missing."""
    rule: str

    def __str__(self) -> str:
        where = f"{self.place}, {self.field}" if self.field else self.place
        return f"{where}: {self.value + ': ' if self.value else ''}{self.rule}"


class Faults:
    """Collects faults, up to a bound."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, place: str, field: str, value: str | bytes, rule: str) -> None:
        """Add a fault. value: as it stands in the file."""
        if len(self._found) < MAX_FAULT_COUNT:
            self._found.append(Fault(place, field, shown(value), rule))
        elif len(self._found) == MAX_FAULT_COUNT:
            more = f"more than {MAX_FAULT_COUNT} faults: the others are not listed"
            self._found.append(Fault("file", "", "", more))

    def add_first(self, place: str, field: str, value: str | bytes, rule: str) -> None:
        """Add a fault of which others may be consequences, before them."""
        self._found.insert(0, Fault(place, field, shown(value), rule))

    def extend(self, faults: "Faults | tuple[Fault, ...]") -> None:
        """Add the faults of another collection."""
        for one in faults.all() if isinstance(faults, Faults) else faults:
            if len(self._found) <= MAX_FAULT_COUNT:
                self._found.append(one)

    def all(self) -> tuple[Fault, ...]:
        """The faults in the order in which they were found."""
        return tuple(self._found)


def shown(value: str | bytes) -> str:
    """Write a value so that it can be printed: quoted, escaped and cut; empty stays empty."""
    if not value:
        return ""
    cut = value[:_SHOWN_LENGTH]
    text = cut.decode("latin-1") if isinstance(cut, bytes) else cut
    escaped = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)
    return f'"{escaped}"{"…" if len(value) > _SHOWN_LENGTH else ""}'
