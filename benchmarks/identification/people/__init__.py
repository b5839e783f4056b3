"""Your own people: their prints are extracted, enrolled, and searched with."""

from benchmarks.identification.people.trial import assemble_people

__all__ = ["assemble_people"]
