"""A real server that searches an imported reference set beside a gallery of its own."""

from pathlib import Path

import grpc
import numpy as np
import pytest

from gallery.transfer.file import PeopleBatch
from gallery.transfer.reference_sets import import_reference_set
from gallery.transfer.writer import PeopleWriter
from tenprint.client import Client
from tenprint.v1 import identification_service_pb2 as pb2
from tests.contract.rpc import ORI, Stubs, plain_channel, refused
from tests.contract.test_life import refusal, some_ports
from tests.images import finger
from tests.servers import RunningServer, running_server

ENROLLED, IN_SET = 61, 62
ROLES = ("booking", "operator")
FINGERS = (2, 7)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, server: RunningServer) -> Path:
    """A data folder with one person in the set `national`."""
    data = tmp_path_factory.mktemp("data")
    with Client(server.target, ori=ORI, roles=ROLES) as client:
        templates = [client.extract_template(finger(IN_SET, n)).template for n in FINGERS]
    stored = [templates[FINGERS.index(n)] if n in FINGERS else b"" for n in range(1, 13)]
    with PeopleWriter(data / "people.parquet", templates=True, vectors=False) as writer:
        kinds = np.zeros((1, 12), np.int8)
        writer.write(PeopleBatch(0, ["N-62"], ["E-62"], [stored], None, kinds))
        writer.finish()
    folder = data / "reference_sets" / "national"
    import_reference_set(folder, "national", data / "people.parquet")
    return data


@pytest.mark.slow
def test_people_of_gallery_and_set_are_found(data: Path) -> None:
    folder = data / "reference_sets" / "national"
    with (
        running_server(data, "--reference-set", f"ident={folder}") as server,
        Client(server.target, ori=ORI, roles=ROLES) as client,
    ):
        client.enrol("ident", [finger(ENROLLED, position) for position in FINGERS])
        for seed, reference_set in ((ENROLLED, ""), (IN_SET, "national")):
            found = client.identify("ident", [finger(seed, position, 1) for position in FINGERS])
            best = found.candidates[0]
            assert (best.above_threshold, best.reference_set) == (True, reference_set)
            assert found.report.reference_count == 2
        assert best.identity_id == "N-62"
        status = client.galleries.status("ident")
        assert status.reference_count == 2
        assert sum(one.reference_count for one in status.classes) == 1
        [one] = status.reference_sets
        assert (one.name, one.folder, one.reference_count) == ("national", str(folder), 1)
        assert not client.galleries.status("iafis").reference_sets
        with plain_channel(server.target) as channel:
            refused(
                Stubs(channel).identification.Verify,
                pb2.VerifyRequest(gallery="ident", identity_id="N-62", samples=[finger(IN_SET)]),
                grpc.StatusCode.NOT_FOUND,
                "IDENTITY_NOT_FOUND",
            )


def test_sets_that_cannot_be_served_refuse_the_start(data: Path, tmp_path: Path) -> None:
    place = ("--data", str(tmp_path / "data"), *some_ports(), "--reference-set")
    assert "no gallery 'fbi'" in refusal(*place, f"fbi={tmp_path}")
    folder = data / "reference_sets" / "national"
    [codes] = folder.glob("segment-*/codes")
    content = bytearray(codes.read_bytes())
    content[-1] ^= 1
    codes.write_bytes(content)
    line = refusal(*place, f"ident={folder}")
    assert f"reference set {folder} is damaged" in line
    assert str(codes) in line
