"""After an expungement no file holds anything of the encounter, in clear or sealed."""

import random
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import URL

from database.connection import Database, open_database
from database.errors import DestroyedKeyError
from database.master_key import KeyPlace, MasterKey
from database.sealing import open_record
from gallery.errors import EncounterNotFoundError
from gallery.expungement import Expungement, Place, expunge, kept, prove_again
from gallery.gallery import Gallery
from gallery.index.segment import FINER_CODES
from gallery.store import EncounterRow, ImpressionRow
from gallery.types import Enrolment
from gallery.upkeep import expunge_again
from interop.records import ident as ident_records
from interop.records.ident_types import BiographicData, EncounterKind, IdentEncounter
from matcher import template as template_codec
from tests import postgresql
from tests.gallery.prints import CALLER, NOW, digest, prints, sample
from tests.gallery.segments import segments_of

MASTER = MasterKey(bytes(range(32)))
GONE, KEPT, OTHER = "gone", "kept", "other"
PEOPLE = {GONE: (81, 1), KEPT: (81, 2), OTHER: (82, 1)}
NAMES = {GONE: "DOE, JANE", KEPT: "ROE, RICHARD", OTHER: "POE, EDGAR"}
PIECE_BYTES, STEP_BYTES = 32, 331


@dataclass(frozen=True)
class World:
    """A data folder with people in a gallery, open."""

    folder: Path
    database: Database
    gallery: Gallery

    def expunge(self, encounter_id: str = GONE) -> Expungement:
        """Expunge an encounter."""

        def delete() -> bool:
            deleted = self.gallery.delete_encounter(
                encounter_id, expunge=True, caller=CALLER, now=NOW
            )
            self.gallery.purge()
            return deleted

        return expunge(self.place, encounter_id, NOW, delete=delete)

    @property
    def place(self) -> Place:
        """What is searched, and where the proof is kept."""
        return Place("ident", self.database, [self.folder], self.folder / "expunged")


def image(encounter_id: str) -> bytes:
    """Make bytes that stand for the image of an encounter; nobody decodes them."""
    return random.Random(encounter_id).randbytes(30_000)


def fill(database: Database, gallery: Gallery) -> None:
    """Enrol people: the first two in a sealed segment that is merged later, the third after it."""
    for encounter_id, (seed, impression) in PEOPLE.items():
        taken = [sample(one, image(encounter_id)) for one in prints(seed, impression)]
        founded = None if encounter_id != KEPT else gallery_identity(database, GONE)
        enrolment = Enrolment(encounter_id, tuple(taken), digest(encounter_id), founded)
        gallery.enrol(enrolment, caller=CALLER, now=NOW)
        segments_of(gallery).seal()
        biographic = BiographicData(
            name=NAMES[encounter_id],
            date_of_birth=date(1980, 2, 3),
            sex="F",
            place_of_birth="TX",
        )
        with database.write() as session:
            about = IdentEncounter(
                encounter_id,
                EncounterKind.VISA_APPLICATION,
                NOW,
                biographic=biographic,
                document_number=f"DOC-{encounter_id}-123456",
                site="EL PASO",
            )
            ident_records.put_encounter(session, about, NOW)
    segments_of(gallery).compact(force=True)


def gallery_identity(database: Database, encounter_id: str) -> str:
    """Read whose an encounter is."""
    with database.read() as session:
        found = select(EncounterRow.identity_id).where(EncounterRow.encounter_id == encounter_id)
        return session.scalars(found).one()


@pytest.fixture(params=["clear", "sealed"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A data folder on SQLite, in clear and sealed."""
    folder = tmp_path / "data"
    place = KeyPlace(folder / "record.keys", MASTER) if request.param == "sealed" else None
    database = open_database(f"sqlite:///{folder / 'tenprint.sqlite'}", key_place=place)
    with Gallery("ident", database, folder=folder / "galleries" / "ident") as gallery:
        fill(database, gallery)
        yield World(folder, database, gallery)
    database.close()


def pieces(content: bytes) -> list[bytes]:
    """Cut bytes into pieces of which each is long enough to be nobody else's."""
    last = len(content) - PIECE_BYTES
    found = [content[at : at + PIECE_BYTES] for at in [*range(0, last, STEP_BYTES), last]]
    return [one for one in found if len(set(one)) > PIECE_BYTES // 3]


def secrets(database: Database, encounter_id: str) -> dict[str, list[bytes]]:
    """Collect what was known of an encounter, in clear and as it lies in the database."""
    seed, impression = PEOPLE[encounter_id]
    taken = prints(seed, impression)
    found = {
        "image": pieces(image(encounter_id)),
        "name": [NAMES[encounter_id].encode()],
        "document": [f"DOC-{encounter_id}-123456".encode()],
        "template": [one for f in taken for one in pieces(template_codec.encode(f.template))],
        "vector": [one for f in taken for one in pieces(f.vector.astype("<f4").tobytes())],
        "finer code": [
            piece
            for f in taken
            for code in [FINER_CODES["int8-512"].encode(f.vector.reshape(1, 1, -1).repeat(10, 1))]
            for piece in pieces(code[0, 0].tobytes())
        ],
        "stored": [],
    }
    with database.read() as session:
        row = session.scalars(
            select(EncounterRow).where(EncounterRow.encounter_id == encounter_id)
        ).one()
        stored = session.execute(
            select(ImpressionRow.image, ImpressionRow.template, ImpressionRow.vector).where(
                ImpressionRow.encounter_sequence == row.sequence
            )
        )
        found["stored"] = [one for blobs in stored for blob in blobs for one in pieces(bytes(blob))]
        if database.keys is not None:
            number = database.keys.number_of(session.connection(), row.owner())
            assert number is not None
            found["key"] = pieces(database.keys.store.wrapped(number))
            raw = session.connection().exec_driver_sql(
                "SELECT name, document_number FROM ident_encounter WHERE encounter_sequence = "
                f"{row.sequence}"
            )
            found["sealed texts"] = [one.encode() for values in raw for one in values]
    return found


def where(folder: Path, wanted: dict[str, list[bytes]]) -> set[tuple[str, str]]:
    """Read every file of a folder; return what is in which file."""
    contents = dict[Path, bytes]()
    for path in folder.rglob("*"):
        # The index writes and deletes files beside this.
        with suppress(FileNotFoundError, IsADirectoryError):
            contents[path] = path.read_bytes()
    assert contents
    return {
        (what, path.name)
        for path, content in contents.items()
        for what, bits in wanted.items()
        if any(one in content for one in bits)
    }


def test_nothing_is_left_in_any_file(world: World) -> None:
    """Row 8 of the findings: an image's bytes lay in the file after an expungement."""
    wanted, others = secrets(world.database, GONE), secrets(world.database, KEPT)
    before = where(world.folder, wanted)
    assert {what for what, _ in before} >= {"finer code", "stored"}
    report = world.expunge()
    assert where(world.folder, wanted) == set()
    assert report.findings == ()
    assert report.horizon == ""
    assert report.file_count > 5
    assert not report.identity_deleted
    left = where(world.folder, others)
    assert {what for what, _ in left} >= {"finer code", "stored"}, "others stay"


def test_clear_content_never_reaches_a_sealed_database(world: World) -> None:
    """Codes of an index are in clear: see docs/data-at-rest.md."""
    wanted = secrets(world.database, GONE)
    world.database.empty_log()
    found = where(world.folder, wanted)
    secret = {"image", "name", "document", "vector", "template"}
    in_clear = secret & {what for what, _ in found}
    assert in_clear == (secret if world.database.keys is None else set())
    assert {file for what, file in found if what == "finer code"} == {"finer"}


def test_others_are_found_and_read_as_before(world: World) -> None:
    world.expunge()
    found = world.gallery.identify(prints(81, 1)).candidates
    assert found[0].encounter_id == KEPT
    with world.database.read() as session:
        record = ident_records.describe(session, found[0].identity_id)
    assert record.biographic.name == NAMES[KEPT]
    assert record.biographic.date_of_birth == date(1980, 2, 3)


def test_files_of_before_go_too(world: World) -> None:
    """What was merged away, and what was set aside as damaged, held the encounter as well."""
    index = world.folder / "galleries" / "ident"
    [segment] = [one for one in index.glob("segment-*") if one.is_dir()][-1:]
    shutil.copytree(segment, index / f"damaged-{segment.name}-1")
    wanted = secrets(world.database, GONE)
    assert ("stored", "records") in where(index, wanted) or world.database.keys is None
    assert any(
        what == "finer code" for what, _ in where(index / f"damaged-{segment.name}-1", wanted)
    )
    world.expunge()
    assert where(world.folder, wanted) == set()


def test_a_report_names_what_is_left(world: World) -> None:
    (world.folder / "copy").write_bytes(b"somebody's copy " + image(GONE))
    report = world.expunge()
    assert {(one.file.name, one.what) for one in report.findings} == {
        ("copy", f"image of finger {number}") for number in (1,)
    } or {one.file.name for one in report.findings} == {"copy"}


def test_the_proof_is_made_again_at_any_time(world: World) -> None:
    """A copy that turns up later is found, and named; nothing kept says what was there."""
    wanted = secrets(world.database, GONE)
    first = world.expunge()
    again = world.expunge()
    assert (again.is_repeated, again.findings) == (True, ())
    assert (again.expunge_time, again.is_sealed) == (NOW.isoformat(), first.is_sealed)
    assert 0 < again.window_count <= first.window_count
    late = world.folder / "late"
    late.write_bytes(bytes(100_000) + image(GONE))
    found = [one for one in prove_again(world.place, GONE).findings if "image" in one.what]
    assert {one.file for one in found} == {late}
    assert all(one.offset >= 100_000 for one in found)
    late.unlink()
    assert prove_again(world.place, GONE).findings == ()
    assert where(world.place.proofs, wanted) == set()
    [file] = world.place.proofs.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_the_beginning_that_images_of_a_format_share_is_nobodys(world: World) -> None:
    """Found on the demonstration's prints: PNG files of one size begin with the same 33 bytes."""
    (world.folder / "another.png").write_bytes(image(GONE)[:64] + image(OTHER)[64:])
    assert world.expunge().findings == ()
    (world.folder / "another.png").write_bytes(image(GONE)[:4_092])
    assert world.expunge().findings != (), "a page of the image itself is found"


def test_what_was_never_expunged_has_no_proof(world: World) -> None:
    for name in (KEPT, "nobody"):
        with pytest.raises(EncounterNotFoundError, match="keeps no proof"):
            prove_again(world.place, name)
    proof = kept(world.place.proofs, "ident", KEPT)
    assert proof is None


def test_an_expungement_that_was_cut_short_is_proved_later(world: World) -> None:
    """The digests are kept before anything is deleted."""

    def die() -> bool:
        world.gallery.delete_encounter(GONE, expunge=True, caller=CALLER, now=NOW)
        world.gallery.purge()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        expunge(world.place, GONE, NOW, delete=die)
    found = prove_again(world.place, GONE)
    assert found.window_count > 0
    assert found.findings == ()


def test_a_copy_of_the_database_holds_what_nobody_can_read(tmp_path: Path) -> None:
    """A copy made before: it has the rows, and the key store has the key no more."""
    folder = tmp_path / "data"
    place = KeyPlace(folder / "record.keys", MASTER)
    url = f"sqlite:///{folder / 'tenprint.sqlite'}"
    database = open_database(url, key_place=place)
    with Gallery("ident", database, folder=folder / "galleries" / "ident") as gallery:
        fill(database, gallery)
        database.empty_log()
        shutil.copyfile(folder / "tenprint.sqlite", tmp_path / "copy.sqlite")
        World(folder, database, gallery).expunge()
    database.close()
    restored = open_database(f"sqlite:///{tmp_path / 'copy.sqlite'}", key_place=place)
    with restored.read() as session:
        row = session.scalars(select(EncounterRow).where(EncounterRow.encounter_id == GONE)).one()
        stored = session.scalars(
            select(ImpressionRow).where(ImpressionRow.encounter_sequence == row.sequence)
        ).first()
        assert stored is not None and stored.image is not None
        with pytest.raises(DestroyedKeyError, match="was expunged"):
            open_record(stored.image)
    assert expunge_again(restored) == 1
    assert expunge_again(restored) == 0
    with Gallery("ident", restored, folder=tmp_path / "restored") as gallery:
        assert gallery.identify(prints(81, 1)).candidates[0].encounter_id == KEPT
        with pytest.raises(EncounterNotFoundError):
            gallery.delete_encounter(GONE)
    restored.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("is_sealed", [False, True], ids=["clear", "sealed"])
def test_what_postgresql_keeps(is_sealed: bool, postgresql_server: URL, tmp_path: Path) -> None:
    """In clear, dead rows stay until tables are written anew."""
    place = KeyPlace(tmp_path / "record.keys", MASTER) if is_sealed else None
    cluster = Path(str(postgresql_server.query.get("host", ""))) / "data" / "base"
    with postgresql.fresh_database(postgresql_server) as url:
        database = open_database(url.render_as_string(hide_password=False), key_place=place)
        with Gallery("ident", database, folder=tmp_path / "galleries" / "ident") as gallery:
            fill(database, gallery)
            wanted = secrets(database, GONE)
            report = World(tmp_path, database, gallery).expunge()
            assert report.findings == ()
            assert ("VACUUM FULL" in report.horizon) != is_sealed
            assert where(tmp_path, wanted) == set()
        in_clear = {name: wanted[name] for name in ("image", "name", "template", "vector")}
        if cluster.is_dir():
            if not is_sealed:
                database.rewrite()
            with database.engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
            assert where(cluster, in_clear) == set()
        database.close()
