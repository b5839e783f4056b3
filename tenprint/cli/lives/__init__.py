"""Synthetic lives as the messages that put them on record."""

from tenprint.cli.lives import messages
from tenprint.cli.lives.loading import Prints, load_life
from tenprint.cli.lives.messages import criminal_encounter_id, encounter_id

__all__ = ["Prints", "criminal_encounter_id", "encounter_id", "load_life", "messages"]
