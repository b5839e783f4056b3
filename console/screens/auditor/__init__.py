"""The screens of auditors: the log and its head, reports, and what is on record about a person."""

from console.screens.auditor import dossier, log, reports

PLACES = (*log.PLACES, *dossier.PLACES, *reports.PLACES)

__all__ = ["PLACES"]
