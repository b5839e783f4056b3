"""Imports go one way only, and through faces: who may know whom, and where a library stops."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tenprint.cli.listing import COMMANDS
from tests.paths import ROOT

ORDER = {
    "": "matcher ebts database gallery cluster interop lesc_stub synthesis tenprint services "
    "server console tenprint.cli training benchmarks",
    "matcher": "kernels calibration errors intervals kinds printed_lines quality vector_cylinders "
    "version containers codecs decoding network segmentation contrast cores seams layout "
    "several_fingers ridges plausibility types slaps leader template turning vector_network "
    "cylinders sampling vector comparison extraction interchange drawing fusion repetition "
    "sequence",
    "matcher.network": "lanes blocks layers heads weights forward",
    "matcher.containers": "contents directories bmp jpeg jpeg2000 png tiff wsq",
    "matcher.interchange": "formats records fmr type9 templates",
    "matcher.decoding": "images messages worker process pool",
    "matcher.slaps": "types gaps areas arranging hands cropping drawing segmenting",
    "matcher.cylinders": "hull workspace mcc pairing packing extent preparing",
    "ebts": "codes faults errors records texts reading rules images validation booking making "
    "writing gate card responses",
    "cluster": "errors environment names version moving questions partition replicas "
    "sending roster pace asking pruning states remote_shard remote_index sets extraction on_ray",
    "cluster.sets": "held partition remote",
    "cluster.moving": "folders layout steps mover rolling",
    "cluster.extraction": "messages timing worker seats pool scaling scaler",
    "cluster.on_ray": "connection actor lookout directory ground overview placing worker_actor "
    "workers scaling",
    "database": "errors caller stopping turn paging rows documents schema master_key keys sealing "
    "sealed_columns engine migrations connection clock leases announcing copying holding "
    "sealing_job",
    "database.keys": "memory slots store records",
    "gallery": "errors types witness index store people transfer search warm_up upkeep gallery "
    "duplicates expungement",
    "gallery.duplicates": "report search",
    "gallery.expungement": "searching traces keeping expunging",
    "gallery.index": "folder memory types manifest parameters quantiser compaction gathering "
    "segment set_parts stored_codes importing inspection recovery view writing housekeeping "
    "segmented_index",
    "gallery.index.housekeeping": "housekeeper patrol thread",
    "gallery.index.memory": "huge_pages cut_short",
    "gallery.index.segment": "checksums coded_rows prefetch records row_reading files "
    "finer_kernels rows finer journal codes_file interface sealed open sealing",
    "gallery.people": "enrolment identities reading",
    "gallery.search": "comparing contradiction depths shards cascade own_index served_sets "
    "retention searcher",
    "gallery.store": "tables merges identity_history slots journal references features pruning "
    "rows bulk follower",
    "gallery.transfer": "file pages read_ahead reader rows writer exporting importing "
    "reference_sets",
    "gallery.upkeep": "make_ups restoring reindexing status upkeep",
    "interop": "faces errors clock backoff workers turns waiting attempts delivery offenses "
    "local_time fields names roles purposes audit jurisdictions lesc records bookings review "
    "cases work corrections overdue reports flow",
    "interop.audit": "tables types log desk",
    "interop.bookings": "tables types documents numbers files first_response second_response "
    "responses store waiting completion outbox visibility lists",
    "interop.cases": "errors field_office office_file priorities tables office_store changes "
    "detainer_life detainer_store types documentation leases rows persons own_office "
    "release_notices consistency queries research contradictions assessment order decisions "
    "dispositions work earlier_holds detainers releases claims case_file marks moves detainer_desk "
    "desk events",
    "interop.corrections": "types tables known_non_mates notices store withdrawal reinstatement "
    "expungement desk",
    "interop.flow": "adoption queries retaining surroundings ident_steps comparison_ends "
    "exports operations relay steps worklist flow",
    "interop.jurisdictions": "rules tables csv_file store",
    "interop.overdue": "types tables states desk",
    "interop.lesc": "research identity convictions determination messages documents",
    "interop.records": "criminal_tables criminal_types errors ident_tables ident_types numbers "
    "register ident criminal watch_list checks lists desk",
    "interop.reports": "errors types classification sampling compliance exceptions dossier "
    "directory desk",
    "interop.work": "errors types tables offices lists transfers escalations desk",
    "interop.review": "errors tables thresholds types prints verdicts control_pairs eligibility "
    "asides queue statistics store controls items history comparisons desk scripted",
    "lesc_stub": "fields migrations tables types queue store answers script source_store "
    "statistics delivery sources people deciding specialists desk",
    "services": "errors logs settings telemetry access bounds wire messages servicers process "
    "upkeep doctor",
    "services.access": "table gate metadata certificates provider key_folder tokens published "
    "identities proving issuing inspecting",
    "services.messages": "audit correction gallery programme records records_in research review "
    "samples slaps door cases leases work lesc lesc_tasks bookings transactions overdue reports "
    "telemetry",
    "services.process": "data_folder observation extracting lesc_client doors local child_process "
    "beside on_cluster sharing lesc_server at_rest starting entrance assembly running",
    "services.servicers": "rpc answers audit booking cases correction gallery identification lesc "
    "programme records reports review detainers overdue telemetry work",
    "services.wire": "faults deadline reflection stages admission conversion lifecycle status "
    "validation times words foreign_ids neighbours interceptor transport workplace pools",
    "tenprint": "calls credentials health enums errors retries connections samples audits cases "
    "channel corrections detainers galleries overdue programme reports research reviews records "
    "telemetry work client aio cli",
    "tenprint.aio": "channel calls audits cases corrections detainers galleries overdue programme "
    "reports research reviews records telemetry work client",
    "console": "settings invented navigation people gateway web screens app serving",
    "console.gateway": "callers calls labels missing explaining provider",
    "console.people": "listed passwords provided demonstration",
    "console.screens": "claims colleagues releases officer examiner lesc trying overdue "
    "transactions jail supervisor auditor operator signing_in",
    "console.screens.officer": "actions offers holding work case",
    "console.screens.lesc": "actions work research",
    "console.screens.examiner": "drafts compare afterwards",
    "console.screens.trying": "trial pictures reading inventing offers truth pages",
    "console.screens.transactions": "exchange prints pages",
    "console.screens.jail": "claimed board lists detainer",
    "console.screens.supervisor": "backlog reviews tasks",
    "console.screens.auditor": "log dossier reports",
    "console.screens.operator": "plots health rates exchange jurisdictions",
    "console.web": "sessions safety words rendering tables forms page listing exporting "
    "routing acting",
    "tenprint.cli": "listing lives shared agency transactions demonstration examiner "
    "field_office lesc operator machine at_rest console records main",
    "tenprint.cli.at_rest": "expunging sealing",
    "tenprint.cli.agency": "subject verdict bookings correction extract prints slaps template",
    "tenprint.cli.demonstration": "folders plan card server_process enrolment judgement bookings "
    "cast picture report stories story",
    "tenprint.cli.demonstration.stories": "agencies teller truth wording chain holding left "
    "claimed telling",
    "tenprint.cli.console": "serving users",
    "tenprint.cli.examiner": "figures script review",
    "tenprint.cli.field_office": "output claims detainers cases work",
    "tenprint.cli.lesc": "sources queries stub work group",
    "tenprint.cli.lives": "messages loading",
    "tenprint.cli.operator": "audit dossier report_page report demo kernels gallery_data "
    "cluster_joined cluster_moves cluster "
    "gallery_identities jurisdictions keys programme serve gallery_duplicates gallery_status "
    "gallery_transfer reindex gallery",
    "tenprint.cli.records": "ident lives group",
    "tenprint.cli.transactions": "showing synthetic folders group people",
    "tenprint.cli.shared": "output progress options remedies announcement connection files "
    "server_packages",
    "synthesis": "errors forgery jurisdictions lives orientation population seeds finger second "
    "spacing capture people placement observation minutiae first images populations",
    "synthesis.forgery": "composites blotches joints overlays wear",
    "synthesis.images": "growth periods texture cards contact exposure skin phalanges rendering "
    "prints hands print_cache",
    "synthesis.lives": "records crimes writer stories people",
    "synthesis.second": "compiling conditions patterns streams contact flow points skin outline "
    "wear anatomy reading model",
    "benchmarks": "data synthesis at_rest comparison decoding interchange identification latency "
    "first_hour moves visibility cluster cluster_extraction cluster_simulation console load "
    "endurance memory realism repetition review_load sequence slaps accuracy calibration "
    "extraction soundness search",
    "benchmarks.accuracy": "peers scoring figures plots report __main__",
    "benchmarks.calibration": "evidence plots real report __main__",
    "benchmarks.cluster_simulation": "events scenario costs machines asking model lives sizing "
    "studying parts checking plots report __main__",
    "benchmarks.data": "canvas command errors memory metrics minutiae_samples terminal galleries "
    "mixed_people results datasets distractors shortlist people templates",
    "benchmarks.data.people": "prints table transactions reading",
    "benchmarks.extraction": "graph baseline variants fresh sameness scoring timing figures plots "
    "targets measuring report __main__",
    "benchmarks.first_hour": "clocks newcomer __main__",
    "benchmarks.identification": "packing recipe features gallery images sources blocks shard "
    "searching raw resampling judging measuring report assembly pictures failures people running "
    "__main__ soak summary",
    "benchmarks.identification.people": "extracting encounters cast cases figures sheet trial",
    "benchmarks.latency": "arrivals gallery probes report server caller figures rapid __main__",
    "benchmarks.memory": "gallery judging load plots __main__",
    "benchmarks.realism": "exchange prints ridges quantities sheet distances sense measures plots "
    "verdicts report __main__",
    "benchmarks.search": "plots pool_blocks steps pool cells peers_faiss probes recipe tails bulk "
    "people timing exact load report sets kept peers pooled_index validation measuring __main__",
    "benchmarks.soundness": "distortions contrast composing border_sheet identifying composites "
    "patterns scenes rendered cost turning nonfingers resolution crops strangers tiny",
    "training": "augmentation calibration impressions network pruning quality quantiser batches "
    "learning measure seams several_fingers start recipe finish record train",
    "training.several_fingers": "network examples keeping learning __main__",
    "training.calibration": "windows pairs ratios sums proof making __main__",
    "services.bounds": "pace shares intake gated",
    "benchmarks.endurance": "processes judging plots traffic __main__",
    "benchmarks.load": "cards agencies usage figures report __main__",
    "services.telemetry": "endpoint instruments history spans state threads traces watch",
    "services.doctor": "findings access installation machine network storage examination",
    "services.upkeep": "manifest backup restoring",
    "tenprint.cli.machine": "backup doctor health",
}
"""Of each folder, what lies in it, lowest first: a part imports only what stands before it."""

NOT_BELOW = {
    "gallery": {"synthesis"},
    "interop": {"cluster", "synthesis"},
    "tenprint": {
        "matcher",
        "ebts",
        "database",
        "gallery",
        "cluster",
        "interop",
        "lesc_stub",
        "synthesis",
    },
    "synthesis": {"database", "gallery", "cluster", "interop", "lesc_stub"},
    "console": {"gallery", "cluster", "lesc_stub", "server"},
    "services": {"synthesis"},
    "server": {"synthesis"},
}
"""What stands before a top folder that the folder must not know all the same."""

MOST_MODULES = 15
MORE_MODULES = {
    "tenprint": "one module for each service, as a client sees it",
    "tenprint/aio": "one module for each service, written from the client with threads",
    "tenprint/cli/operator": "one module for each command of an operator, read as one list",
    "matcher": "the stages of one pipeline, read as one list in docs/architecture.md",
    "database": "every store stands on these: one module for each thing that all of them need",
    "interop/cases": "a case and its detainers need each other: no part of them stands alone",
    "interop/review": "the queue, its controls, figures and comparisons share one set of tables",
    "benchmarks/identification": "one run from recipe to report; a later issue measures more here",
    "benchmarks/search": "one run from recipe to report",
    "benchmarks/soundness": "one command for each kind of image that is no clean finger",
    "services/process": "what stands around a service while it runs, one small part each",
    "services/servicers": "one module for each service",
    "services/messages": "one module for each service, and the parts that services share",
    "services/wire": "what a call passes on its way in and out, one small part each",
}
"""Folders with more modules of their own than others, and why."""

ONLY_IN = {
    "faiss": {
        "gallery/index/quantiser.py",
        "benchmarks/search/peers_faiss.py",
        "server.py",
    },
    "pyarrow": {
        "gallery/transfer/file.py",
        "gallery/transfer/reader.py",
        "gallery/transfer/writer.py",
    },
    "ray": {"cluster/on_ray", "benchmarks/cluster.py", "benchmarks/cluster_extraction.py"},
    "pydantic": {"database/documents.py", "services/settings.py"},
    "sqlalchemy": {"database", "gallery", "interop", "lesc_stub"},
    "alembic": {"database", "lesc_stub"},
    "starlette": {"console"},
    "jinja2": {"console/web/rendering.py"},
    "uvicorn": {"console/serving.py"},
    "argon2": {"console/people/passwords.py"},
    "cryptography": {"database", "services/access", "tenprint/credentials.py"},
    "_wsq": {"matcher/codecs.py"},
    "openvino": {"benchmarks/extraction/graph.py"},
    "cv2": {
        "matcher",
        "ebts",
        "synthesis",
        "server.py",
        "tenprint/cli",
        "benchmarks",
        "console/screens/trying/pictures.py",
    },
    "grpc": {"services", "tenprint", "server.py", "benchmarks", "console/gateway"},
    "google": {"services", "tenprint", "benchmarks", "console"},
    "tenprint": {"services", "tenprint", "server.py", "benchmarks", "console"},
}
"""Where a library may be imported: folders or files. Protobuf types stop in services."""

GENERATED = ROOT / "tenprint" / "v1"
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for top in ORDER[""].split()
    for path in [*(ROOT / top).rglob("*.py"), ROOT / f"{top}.py"]
    if path.is_file() and GENERATED not in path.parents and "versions" not in path.parts
}
FOLDERS = {name for name, path in SOURCES.items() if path.name == "__init__.py"}


@cache
def imports(path: Path) -> frozenset[tuple[str, str]]:
    """List what a file imports, under `TYPE_CHECKING` too: a module, and a name of that module.

    A name that the file reads from an imported folder, such as `cases.Case`, counts as imported.
    """
    found, folders = set[tuple[str, str]](), dict[str, str]()
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, f"{path}: a relative import"
            found |= {(node.module, alias.name) for alias in node.names}
            folders |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            folder = folders.get(node.value.id, "")
            found |= {(folder, node.attr)} if folder in FOLDERS else set()
    return frozenset(found)


def module_of(module: str, name: str) -> str:
    """Name the module that an import reads: `name` may be a module itself."""
    whole = f"{module}.{name}"
    return whole if whole in SOURCES else module


def room(module: str, folder: str) -> str | None:
    """Name the part of a folder in which a module lies."""
    inside = module.removeprefix(f"{folder}.") if folder else module
    if folder and inside == module:
        return None
    first, _, rest = inside.partition(".")
    if not folder and (first, rest.partition(".")[0]) == ("tenprint", "cli"):
        return "tenprint.cli"
    return first


def test_the_table_names_every_folder_and_what_lies_in_it() -> None:
    for folder in FOLDERS:
        parts = {room(module, folder) for module in SOURCES} - {None}
        if len(parts) > 1:
            assert set(ORDER[folder].split()) == parts, folder


@pytest.mark.parametrize("folder", ORDER)
def test_imports_go_one_way(folder: str) -> None:
    order = ORDER[folder].split()
    for module, path in SOURCES.items():
        here = room(module, folder)
        if here is None:
            continue
        for wanted in {module_of(*one) for one in imports(path)}:
            there = room(wanted, folder)
            if there in order and there != here:
                assert order.index(there) < order.index(here), f"{module} imports {wanted}"
                assert folder or there not in NOT_BELOW.get(here, ()), f"{module} imports {wanted}"


def test_nothing_reaches_past_a_face() -> None:
    """A folder in a folder is used from outside by the names that its `__init__` lists."""
    for module, path in SOURCES.items():
        for wanted, name in imports(path):
            folder = wanted if wanted in FOLDERS else wanted.rpartition(".")[0]
            inside = f"{module}.".startswith(f"{folder}.")
            if wanted not in SOURCES or "." not in folder or inside:
                continue
            assert wanted in FOLDERS, f"{module} reaches past {folder} to {wanted}"
            assert name in face(folder), f"{module} imports {name}, which is not in {folder}'s face"


@cache
def face(folder: str) -> frozenset[str]:
    """Read `__all__` of a folder."""
    for node in ast.parse(SOURCES[folder].read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def test_a_face_shows_nothing_that_nobody_uses() -> None:
    used = Counter(
        (wanted, name)
        for path in [*SOURCES.values(), *(ROOT / "tests").rglob("*.py")]
        for wanted, name in imports(path)
    )
    # `tenprint` reads its commands when they are asked for.
    used.update((f"tenprint.cli.{home}", name) for home, name, _ in COMMANDS.values())
    for folder in FOLDERS:
        idle = {name for name in face(folder) if not used[folder, name]}
        assert not idle, f"{folder} shows what nobody uses"


def test_no_folder_is_a_hallway() -> None:
    counts = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for path in SOURCES.values()
        if path.name != "__init__.py"
    )
    assert {one for one, count in counts.items() if count > MOST_MODULES} == set(MORE_MODULES)


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_behind_their_walls(library: str) -> None:
    places = tuple(ONLY_IN[library])
    for path in SOURCES.values():
        if library in {wanted.partition(".")[0] for wanted, _ in imports(path)}:
            assert str(path.relative_to(ROOT)).startswith(places), f"{path} imports {library}"
