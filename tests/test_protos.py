"""The protos by Buf's own rules, and what they import."""

import re
import shutil
import subprocess
from pathlib import Path

import google.rpc
import google.type
import pytest
from google.protobuf.descriptor_pb2 import DescriptorProto, FileDescriptorSet

from tests.paths import ROOT
from tests.reference.protos import described

PROTOS = ROOT / "proto"
OUR_PROTOS = sorted((PROTOS / "tenprint" / "v1").glob("*.proto"))
BUF = ROOT / "proto" / "node_modules" / ".bin" / "buf"
CALLER_KEYS = ("tenprint-ori", "tenprint-roles", "tenprint-purpose")
LAST_RELEASE = ROOT / "tests" / "golden" / "tenprint-v1.descriptors"
OF_THE_LESC = {"lesc_service.proto", "lesc_answer_service.proto"}
"""Called by programs of the programme alone, which act for nobody."""


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BUF), "lint", str(folder)], capture_output=True, text=True, timeout=120, check=False
    )


def test_buf_finds_nothing(tmp_path: Path) -> None:
    if not BUF.exists():
        pytest.skip("`make node` was not run: no buf")
    done = _lint(PROTOS)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = shutil.copytree(PROTOS, tmp_path / "proto", ignore=shutil.ignore_patterns("node_*"))
    bad = folder / "tenprint" / "v1" / "candidate.proto"
    bad.write_text(bad.read_text().replace("paired_minutia_count", "pairedMinutiaCount"))
    assert "pairedMinutiaCount" in _lint(folder).stdout


def _breaks(folder: Path, last: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BUF), "breaking", str(folder), "--against", str(last)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _image_of_last_release(path: Path) -> Path:
    """Write the descriptors of version 0.1 as an image of Buf, which is a whole set of files.

    They lack what protoc leaves out, the names of fields in JSON, and say nothing of languages yet.
    """
    today = {file.name: file for file in described().file}
    last = FileDescriptorSet.FromString(LAST_RELEASE.read_bytes())
    ours = {file.name for file in last.file}
    for file in last.file:
        file.options.MergeFrom(today[file.name].options)
        for message in file.message_type:
            _name_in_json(message)
    borrowed = {name for file in last.file for name in file.dependency} - ours
    image = FileDescriptorSet(file=[*(today[name] for name in sorted(borrowed)), *last.file])
    path.write_bytes(image.SerializeToString())
    return path


def _name_in_json(message: DescriptorProto) -> None:
    for field in message.field:
        first, *others = field.name.split("_")
        field.json_name = first + "".join(word.capitalize() for word in others)
    for inner in message.nested_type:
        _name_in_json(inner)


def test_buf_finds_no_message_of_the_last_release_broken(tmp_path: Path) -> None:
    if not BUF.exists():
        pytest.skip("`make node` was not run: no buf")
    last = _image_of_last_release(tmp_path / "last.binpb")
    done = _breaks(PROTOS, last)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = shutil.copytree(PROTOS, tmp_path / "proto", ignore=shutil.ignore_patterns("node_*"))
    bad = folder / "tenprint" / "v1" / "candidate.proto"
    bad.write_text(bad.read_text().replace("int32 rank = 1", "int64 rank = 1"))
    assert "rank" in _breaks(folder, last).stdout


@pytest.mark.parametrize("path", OUR_PROTOS, ids=lambda path: path.stem)
def test_everything_that_is_imported_is_at_hand(path: Path) -> None:
    for imported in re.findall(r'^import "(.*)";', path.read_text(), re.MULTILINE):
        assert imported.startswith("google/protobuf/") or (PROTOS / imported).is_file(), imported


@pytest.mark.parametrize("package", [google.type, google.rpc])
def test_the_protos_of_google_are_unchanged(package: object) -> None:
    [source] = map(Path, package.__path__)  # type: ignore[attr-defined]
    copies = list((PROTOS / "google" / source.name).glob("*.proto"))
    assert copies
    for copy in copies:
        assert copy.read_bytes() == (source / copy.name).read_bytes()


@pytest.mark.parametrize(
    "path", [one for one in OUR_PROTOS if "_service" in one.stem], ids=lambda path: path.stem
)
def test_each_service_says_who_calls_and_what_is_too_large(path: Path) -> None:
    head = path.read_text().partition("\nservice ")[0]
    assert "32 MiB" in head
    assert path.name in OF_THE_LESC or all(f"`{key}`" in head for key in CALLER_KEYS)
