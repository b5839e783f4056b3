"""Stubs for other languages come from the protos as they lie in `proto/`, without an error.

`make languages` installs protoc and the generators that Debian has; `make node` brings those for
Node. Debian's package of gRPC leaves out the generator of services in C#, which NuGet has in
Grpc.Tools: without it, that test alone is skipped.
"""

import re
import shutil
import subprocess
from pathlib import Path

import grpc_tools.protoc
import pytest

from tests.paths import ROOT

PROTOS = ROOT / "proto"
OURS = sorted((PROTOS / "tenprint" / "v1").glob("*.proto"))
SERVICES = [path.stem for path in OURS if path.stem.endswith("_service")]
NODE_TYPES = ROOT / "examples" / "node" / "node_modules" / ".bin" / "proto-loader-gen-types"
TS_PROTO = ROOT / "proto" / "node_modules" / ".bin" / "protoc-gen-ts_proto"
GOOGLES = Path(grpc_tools.protoc.__file__).parent / "_proto"
"""`google/protobuf`, which comes with every compiler."""


def protoc(*outputs: str) -> None:
    """Compile all our protos, from what `proto/` and the compiler hold alone."""
    includes = [f"-I{folder}" for folder in (PROTOS, GOOGLES)]
    command = [plugin("protoc"), *includes, *outputs, *map(str, OURS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def plugin(*names: str) -> str:
    """Find a generator by one of its names; without it the test is skipped."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{' or '.join(names)} is not installed")
    return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_messages_in_java(tmp_path: Path) -> None:
    protoc(f"--java_out={tmp_path}")
    assert {"tenprint/v1/Booking.java", "tenprint/v1/ErrorReason.java"} <= files(tmp_path)


def test_services_in_java(tmp_path: Path) -> None:
    found = plugin("protoc-gen-grpc-java", "protoc-gen-grpc-java-1-0", "grpc_java_plugin")
    protoc(f"--plugin=protoc-gen-grpc-java={found}", f"--grpc-java_out={tmp_path}")
    assert len(files(tmp_path)) == len(SERVICES)
    assert "tenprint/v1/BookingServiceGrpc.java" in files(tmp_path)


def test_messages_in_csharp(tmp_path: Path) -> None:
    protoc(f"--csharp_out={tmp_path}")
    booking = (tmp_path / "BookingService.cs").read_text()
    assert "namespace Tenprint.V1" in booking


def test_services_in_csharp(tmp_path: Path) -> None:
    found = plugin("grpc_csharp_plugin")
    protoc(f"--plugin=protoc-gen-grpc={found}", f"--grpc_out={tmp_path}")
    assert "BookingServiceGrpc.cs" in files(tmp_path)


def test_messages_and_services_in_go(tmp_path: Path) -> None:
    messages = plugin("protoc-gen-go", "protoc-gen-go-1-5")
    services = plugin("protoc-gen-go-grpc")
    protoc(
        *(f"--plugin=protoc-gen-go={messages}", f"--go_out={tmp_path}"),
        *(f"--plugin=protoc-gen-go-grpc={services}", f"--go-grpc_out={tmp_path}"),
    )
    assert {"tenprint/v1/booking_service.pb.go", "tenprint/v1/booking_service_grpc.pb.go"} <= files(
        tmp_path
    )


def test_messages_and_services_in_node(tmp_path: Path) -> None:
    """Typed clients and servers for @grpc/grpc-js."""
    if not TS_PROTO.exists():
        pytest.skip("`make node` was not run: no ts-proto")
    options = ["outputServices=grpc-js", "esModuleInterop=true"]
    out = ",".join(options)
    protoc(f"--plugin=protoc-gen-ts_proto={TS_PROTO}", f"--ts_proto_out={out}:{tmp_path}")
    source = (tmp_path / "tenprint" / "v1" / "booking_service.ts").read_text()
    assert "export const BookingServiceClient" in source
    assert 'path: "/tenprint.v1.BookingService/SubmitBooking"' in re.sub(r"\s+", " ", source)


def test_types_for_node(tmp_path: Path) -> None:
    if not NODE_TYPES.exists():
        pytest.skip("`make node` was not run: no proto-loader-gen-types")
    names = [str(path.relative_to(PROTOS)) for path in OURS]
    options = ["--grpcLib=@grpc/grpc-js", f"--outDir={tmp_path}", f"--includeDirs={PROTOS}"]
    done = subprocess.run(
        [str(NODE_TYPES), *names, *options],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "tenprint/v1/BookingService.ts" in files(tmp_path)
