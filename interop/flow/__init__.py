"""The state machine of a booking: one transaction a step, driven by durable rows."""

from interop.flow.exports import ExportedFile
from interop.flow.flow import Flow
from interop.flow.operations import Activation, Programme

__all__ = [
    "Activation",
    "ExportedFile",
    "Flow",
    "Programme",
]
