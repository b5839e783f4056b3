"""The cases of three people told in full, each step over the wire and checked against the truth."""

from tenprint.cli.demonstration.stories.teller import Story
from tenprint.cli.demonstration.stories.telling import tell_stories

__all__ = ["Story", "tell_stories"]
