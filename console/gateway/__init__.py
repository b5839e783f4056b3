"""The way to the service: who calls, calls, and failures in words."""

from console.gateway.callers import Credentials, believed, issued
from console.gateway.calls import Health, Services
from console.gateway.explaining import Failure, explain

__all__ = ["Credentials", "Failure", "Health", "Services", "believed", "explain", "issued"]
