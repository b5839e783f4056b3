"""A search where nobody is enrolled."""

from pathlib import Path

from tenprint.client import Client
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import running_server


def test_an_empty_gallery_gives_an_empty_candidate_list(tmp_path: Path) -> None:
    with (
        running_server(tmp_path / "data") as server,
        Client(server.target, ori=ORI) as client,
    ):
        for gallery in ("iafis", "ident"):
            found = client.identify(gallery, [finger(11)])
            assert list(found.candidates) == []
            assert found.report.reference_count == 0
            assert found.samples[0].minutia_count >= 8
