"""Generate the wire stubs. `python -m tests.stubs` writes them into the tree (`make proto`).

With them the client in asyncio is written from the client with threads.
"""

import sys
from pathlib import Path

import grpc_tools.protoc
from google.type import date_pb2

from tests import aio

ROOT = Path(__file__).parents[1]


def generate(out: Path) -> None:
    """Write tenprint/v1/*_pb2{,_grpc}.py and .pyi below a folder."""
    protos = sorted((ROOT / "proto" / "tenprint" / "v1").glob("*.proto"))
    includes = [
        ROOT / "proto",
        # google/protobuf comes with the compiler, google/type with the common protos.
        Path(grpc_tools.protoc.__file__).parent / "_proto",
        Path(date_pb2.__file__).parents[2],
    ]
    status = grpc_tools.protoc.main(
        [
            "protoc",
            *(f"-I{folder}" for folder in includes),
            *(f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")),
            *map(str, protos),
        ]
    )
    if status:
        sys.exit(status)


if __name__ == "__main__":
    generate(ROOT)
    aio.write()
