"""Synthetic lives: what agencies recorded of a person, and what is true of the person on a day.

A life belongs to the person of its seed, whose prints a population gives. Lives of people whom
IDENT knows have the outcomes of the audit's sample in its shares (OIG-12-64, 723 of 766 matches
that could be assessed). The story behind an outcome is invented. Names are names of trees, and
countries of birth are codes that no country has; neither depends on anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from synthesis.lives import stories
from synthesis.lives.records import Life, Outcome, Status
from synthesis.lives.writer import LifeWriter, draw

__all__ = ["AS_OF", "SHARES", "Life", "Outcome", "Status", "life", "unknown_life"]

AS_OF = date(2011, 10, 1)
"""The day of the arrest unless told otherwise: the end of the audited year."""

WITHOUT_PAPERS = 0.25
"""The share of citizens in IDENT whom no source shows to be citizens. Assumed: the audit does not
say how many there are, and a citizen by derivation needs no paper."""

CITIZENSHIP_SOURCES = frozenset({"naturalisation", "passports", "births_abroad", "adoption"})
"""As the LESC names them."""


@dataclass(frozen=True)
class Share:
    """How often an outcome occurs among matches, and the stories that lead to it."""

    count: int
    """Of the audit's 723."""
    stories: Mapping[stories.Story, int]
    """Stories with their weights. The weights are assumed: the audit does not give them."""


SHARES: Mapping[Outcome, Share] = {
    Outcome.CITIZEN: Share(
        88,
        {
            stories.naturalised: 5,
            stories.trusted_traveller: 2,
            stories.adopter: 1,
            stories.smuggler: 1,
            stories.adopted: 1,
        },
    ),
    # With the one lawful resident who was detained without a removable conviction.
    Outcome.LAWFUL: Share(
        219, {stories.resident: 5, stories.visitor: 2, stories.student: 2, stories.refugee: 1}
    ),
    Outcome.NO_RECORD: Share(21, {stories.known_by_prints_alone: 1}),
    # With the sixteen who had no detainer on record.
    Outcome.CONVICTED: Share(
        283,
        {
            stories.convicted_after_illegal_entry: 3,
            stories.convicted_after_overstay: 2,
            stories.convicted_after_removal: 1,
        },
    ),
    # With the eight who had no detainer on record.
    Outcome.OBSTRUCTED: Share(
        56,
        {
            stories.returned_after_removal: 3,
            stories.fugitive: 1,
            stories.caught_at_border: 1,
            stories.abused_visa: 1,
            stories.entered_by_fraud: 1,
        },
    ),
    Outcome.RESIDENT_CONVICTED: Share(11, {stories.resident_convicted: 1}),
    Outcome.CHARGED: Share(45, {stories.overstayed: 1}),
}


def life(seed: int, as_of: date = AS_OF, outcome: Outcome | None = None) -> Life:
    """Make the life of somebody whom IDENT knows.

    seed: of the person; equal seeds give equal lives.
    outcome: without it the outcome is drawn by the audit's shares.
    """
    rng = Random(f"life {seed}")  # nosec B311 # seeded, so that it can be repeated; no secret
    if outcome is None:
        outcome = draw(rng, {one: share.count for one, share in SHARES.items()})
    story = draw(rng, SHARES[outcome].stories)
    written = _written(story, outcome, seed, rng, as_of)
    lost = outcome is Outcome.CITIZEN and Random(f"papers {seed}").random() < WITHOUT_PAPERS  # nosec B311 # seeded, so that it can be repeated; no secret
    return _without_papers(written) if lost else written


def unknown_life(seed: int, as_of: date = AS_OF) -> Life:
    """Make the life of somebody whom no DHS agency ever printed (R11)."""
    rng = Random(f"unknown life {seed}")  # nosec B311 # seeded, so that it can be repeated; no secret
    story = draw(rng, {stories.never_inspected: 1, stories.native: 4})
    return _written(story, None, seed, rng, as_of)


def _without_papers(life: Life) -> Life:
    """Take what shows a citizenship out of the sources; what else they hold stays."""
    kept = tuple(fact for fact in life.facts if fact.source not in CITIZENSHIP_SOURCES)
    return replace(life, facts=kept, has_papers=False)


def _written(
    story: stories.Story, outcome: Outcome | None, seed: int, rng: Random, as_of: date
) -> Life:
    writer = LifeWriter(seed, rng, as_of)
    story(writer)
    return writer.life(outcome, story.__name__)
