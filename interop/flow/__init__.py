"""The state machine of a booking: one transaction a step, driven by durable rows."""

from interop.flow.flow import Flow
from interop.flow.operations import Activation, Programme

__all__ = [
    "Activation",
    "Flow",
    "Programme",
]
