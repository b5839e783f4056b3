"""The latency measurement against a real server, as small as it can be."""

import json
import socket
from pathlib import Path

import pytest

from benchmarks.data.errors import MeasurementError
from benchmarks.latency import __main__ as latency
from benchmarks.latency.probes import own_probes
from ebts.writing import write
from tenprint.v1 import sample_pb2
from tests.images import encode, print_pixels, print_png
from tests.transactions import card, image

SMALL = ["--people", "1", "--clients", "1", "--duration", "60", "--max-requests", "2"]


@pytest.mark.whole
@pytest.mark.slow
def test_a_server_of_its_own_is_measured(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    arguments = ["--subjects", "3", "--json", str(out), "--cache", str(tmp_path / "cache")]
    # Faster than it can be answered, so that two arrivals are over at once.
    load = ["--rate", "50", "--plot", str(tmp_path)]
    assert latency.main([*arguments, *SMALL, *load]) == 0
    figures = json.loads(out.read_text())
    assert figures["subjects"] == 3
    assert figures["target"] == "own"
    for one in (figures, figures["finger_sets"]["ten"], figures["finger_sets"]["two"]):
        assert one["transactions_per_second"] > 0
        assert one["refused"] == 0
        assert 0 < one["p50_ms"] <= one["p95_ms"] <= one["p99_ms"]
        search = ["shortlist", "rescore", "compare_few", "compare_all", "decide"]
        names = ["client_late", "decode", "extract", "queue", *search, "wire"]
        assert list(one["stages"]) == names
        assert all({"p50_ms", "p99_ms"} <= stage.keys() for stage in one["stages"].values())
    raw = json.loads((tmp_path / "out.raw.json").read_text())
    assert len(raw["ten"]["arrivals"]) == len(raw["two"]["saturation"]) == 2
    assert (tmp_path / "latency.png").stat().st_size > 1_000


def test_nobody_at_the_target_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.latency.caller._CONNECT_TIMEOUT_S", 0.3)
    for number in range(10):
        (tmp_path / f"{number}.png").write_bytes(print_png(3))
    with socket.socket() as taken:
        # Bound and not listening: nothing can answer there.
        taken.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{taken.getsockname()[1]}"
        arguments = ["--subjects", "1", "--json", str(tmp_path / "o"), "--target", target]
        assert latency.main([*arguments, "--samples", str(tmp_path)]) == 2
    assert "no server answers" in capsys.readouterr().err.splitlines()[-1]


def test_own_prints_are_dealt_ten_to_a_search(tmp_path: Path) -> None:
    for number in range(23):
        kind = ("PNG", "BMP", "TIFF")[number % 3]
        (tmp_path / f"{number:02}.{kind.lower()}").write_bytes(encode(print_pixels(3), kind))
    (tmp_path / "notes.txt").touch()
    probes = own_probes(tmp_path, 500)
    assert len(probes) == 2
    assert [sample.position for sample in probes[1].samples] == list(range(1, 11))
    assert [sample.position for sample in probes[0].fingers(2)] == [2, 7]
    assert not probes[0].enrolled


def test_prints_of_fvc_are_dealt_ten_fingers_to_a_search(tmp_path: Path) -> None:
    for finger in range(101, 111):
        for impression in range(1, 4):
            image = print_png(3) + bytes([finger, impression])
            (tmp_path / f"{finger}_{impression}.png").write_bytes(image)
    ends = [
        {tuple(sample.image[-2:]) for sample in one.samples} for one in own_probes(tmp_path, 500)
    ]
    assert ends == [{(finger, n) for finger in range(101, 111)} for n in (1, 2, 3)]


def test_fewer_than_ten_prints_are_refused(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(print_png(3))
    with pytest.raises(MeasurementError, match="holds 1 images"):
        own_probes(tmp_path, 500)


def test_each_transaction_with_ten_fingers_is_a_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = print_pixels(3)
    size = (pixels.shape[1], pixels.shape[0])
    prints = [image(n, bytes([n]) + pixels.tobytes()[1:], size) for n in range(1, 11)]
    whole = [*prints, image(11), image(13)]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.eft").write_bytes(write(card(images=whole)))
    (tmp_path / "c.eft").write_bytes(write(card(images=[whole[0], *whole[2:]])))
    (tmp_path / "d.eft").write_bytes(write(card(images=[*prints[:9], image(10)])))
    [probe] = own_probes(tmp_path, 1_000)
    assert [sample.position for sample in probe.samples] == list(range(1, 11))
    assert [sample.image[0] for sample in probe.samples] == list(range(1, 11))
    thumb = probe.samples[0]
    assert (thumb.resolution_ppi, thumb.width_px, thumb.height_px) == (500, *size)
    assert thumb.encoding == sample_pb2.IMAGE_ENCODING_RAW_GREY8
    assert thumb.impression_type == sample_pb2.IMPRESSION_TYPE_LIVESCAN_ROLLED
    said = " ".join(capsys.readouterr().out.split())
    assert "d.eft: IMAGE_TOO_SMALL, record 12" in said
    assert "2 × SLAP_NOT_SUPPORTED" in said
    assert "c.eft: no print of finger 2" in said
