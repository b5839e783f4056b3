"""What a fuzzer knows of the world: the ids of answers, so that requests are about what exists."""

import random
from collections import defaultdict, deque
from typing import Any

from google.protobuf.message import Message

_MOST = 64
_ENDINGS = ("identity_id", "encounter_id", "candidate_id")
"""Fields of other names, such as `into_identity_id`, hold the same ids."""
_OTHERS = frozenset({"tcn", "fin", "fbi_number", "version", "ordinal", "month"})
_SHARE = 0.8


class Known:
    """The newest ids by the name of their field."""

    def __init__(self, rng: random.Random) -> None:
        self._random = rng
        self._pools: defaultdict[str, deque[Any]] = defaultdict(lambda: deque(maxlen=_MOST))

    def learn(self, message: Message) -> None:
        """Remember the ids in an answer."""
        for field, value in message.ListFields():
            if field.message_type is None:
                values = value if field.is_repeated else [value]
                if name := _kind(field.name):
                    self._pools[name].extend(one for one in values if one)
            elif not field.message_type.GetOptions().map_entry:
                for part in value if field.is_repeated else [value]:
                    self.learn(part)

    def one_of(self, name: str) -> object:
        """Choose what an answer told under the name of a field; None if nothing was told."""
        pool = self._pools.get(_kind(name))
        return self._random.choice(pool) if pool else None

    def apply(self, message: Any) -> None:  # noqa: ANN401 - fields are set by their names
        """Put known ids into a request, nearly everywhere."""
        for field, value in message.ListFields():
            if field.message_type is not None:
                for part in value if field.is_repeated else [value]:
                    if not field.message_type.GetOptions().map_entry:
                        self.apply(part)
            elif (pool := self._pools.get(_kind(field.name))) and self._random.random() < _SHARE:
                chosen = self._random.choice(pool)
                if field.is_repeated:
                    value[0] = chosen
                elif type(chosen) is type(value):
                    setattr(message, field.name, chosen)


def _kind(name: str) -> str:
    single = name.removesuffix("s") if name.endswith("ids") else name
    for ending in _ENDINGS:
        if single.endswith(ending):
            return "identity_id" if ending == "candidate_id" else ending
    return single if single.endswith("_id") or single in _OTHERS else ""
