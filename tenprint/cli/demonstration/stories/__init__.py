"""The cases of three people told in full, each step over the wire and checked against the truth."""

from tenprint.cli.demonstration.stories.left import leave_work
from tenprint.cli.demonstration.stories.teller import Story
from tenprint.cli.demonstration.stories.telling import tell_stories

__all__ = ["Story", "leave_work", "tell_stories"]
