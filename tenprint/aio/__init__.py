"""The client in asyncio: the same methods as `tenprint.Client`, awaited.

`channel` and `calls` are written by hand. Every other module is written from the module of the same
name in `tenprint/` by `make proto`, and a test compares them.
"""

from tenprint.aio.client import AsyncClient

__all__ = ["AsyncClient"]
