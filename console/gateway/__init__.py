"""The way to the service: who calls, calls, and failures in words."""

from console.gateway.callers import Credentials, believed, issued
from console.gateway.calls import Health, Services
from console.gateway.explaining import Failure, explain
from console.gateway.labels import LABELS
from console.gateway.missing import COMPARISON, missing_words, values_in_words
from console.gateway.provider import FLOW_S, ProviderDownError, SignInRefusedError, SignIns

__all__ = [
    "COMPARISON",
    "Credentials",
    "FLOW_S",
    "Failure",
    "Health",
    "LABELS",
    "ProviderDownError",
    "Services",
    "SignInRefusedError",
    "SignIns",
    "believed",
    "explain",
    "issued",
    "missing_words",
    "values_in_words",
]
