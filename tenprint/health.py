"""The names under which a service tells its health, by the health protocol of gRPC."""

ALIVE = "tenprint.alive"
"""SERVING from the start of the process to its end, also while it drains.

Whoever restarts processes asks for this name.
"""
READY = "tenprint.ready"
"""SERVING while requests are taken and the database answers. Every service of the process says
the same under its own name. Whoever sends requests asks for this name.
"""
WHY = "tenprint-why"
"""The key of the metadata that come after an answer NOT_SERVING: why, for people."""
