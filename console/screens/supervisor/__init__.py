"""The screens of supervisors: what waits, who errs how often, and who works on what."""

from console.screens.supervisor import backlog, reviews, tasks

PLACES = (*backlog.PLACES, *reviews.PLACES, *tasks.PLACES)

__all__ = ["PLACES"]
