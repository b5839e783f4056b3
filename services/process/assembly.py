"""Put together what stands behind the ports. What opens first closes last."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager, AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from cluster.extraction import WorkerPool, digest_of
from cluster.sets import RemoteSet
from database.connection import Database, open_database
from gallery.gallery import Gallery
from gallery.search import ServedSet
from gallery.upkeep import expunge_again
from gallery.warm_up import load_kernels
from interop.audit import AuditLog
from interop.cases import CaseDesk, DetainerDesk, office_file, office_store
from interop.cases import errors as case_errors
from interop.clock import system_clock
from interop.corrections import CorrectionDesk, expungement
from interop.flow import Flow, Programme
from interop.names import GALLERY_NAMES, IDENT
from interop.overdue import OverdueDesk
from interop.records import IdentChecks, Records
from interop.reports import ReportDesk, objects_of_person
from interop.review import ReviewDesk
from interop.work import WorkDesk
from matcher.decoding import DecodeImage, DecodingPool
from services import servicers
from services.errors import SettingError
from services.process import observation, on_cluster, sharing
from services.process.doors import recorder
from services.process.entrance import Entrance
from services.process.extracting import ServiceExtractor
from services.process.lesc_client import LescClient, LookUpClient
from services.process.observation import ProcessReadings, WatchedGallery
from services.process.on_cluster import Held
from services.process.sharing import Company
from services.process.starting import Start
from services.settings import Settings, flag_name
from services.telemetry import ThreadTimes, Watch, WorkHistory
from services.wire import Pool, Pools

STORE_WORKERS = 2
"""Threads for short reads and writes of the database. Writers take turns anyway."""
STORE_WAITING_LIMIT = 256
MOST_THREADS = 64
"""Threads that extract for requests, however many workers a cluster has."""
OUTSIDE_WORKERS = 8
"""Threads for work that waits for the LESC: they sleep."""
OUTSIDE_WAITING_LIMIT = 16
OFFICER = "FIELD-OFFICE"
"""What the LESC is told about who looks up. The case names the officer."""

Entered = TypeVar("Entered")

_log = structlog.get_logger("services.process.assembly")


async def load(
    settings: Settings,
    start: Start,
    ports: Entrance,
    lesc: "asyncio.Future[str]",
    decoding: DecodingPool,
    stop: asyncio.Event,
    stack: AsyncExitStack,
) -> tuple[Database, Flow]:
    """Open the database and the galleries, and register the servicers. The flow does not run yet.

    lesc: the wait for the address of the LESC. stop: set if another service takes the database
    over. Raises WorkStoppedError after a signal.
    """
    _check_galleries(settings)
    company = await _company(settings, start, stop, stack)
    database = company.database
    start.waits_for("the compiled kernels")
    await asyncio.to_thread(load_kernels)
    start.waits_for("the cluster" if settings.cluster else "the galleries")
    joined = await _entered(on_cluster.joined(settings), stack)
    held = None
    if joined is not None:
        on_cluster.take_signals_back()
        held = await asyncio.to_thread(joined.held, start.check)
    galleries = {
        name: await _gallery(settings, name, database, ports.watch, stack, held)
        for name in GALLERY_NAMES
    }
    start.waits_for("the network that finds minutiae")
    # As many fingers at once as a service without a cluster extracts.
    here_count = settings.extraction_workers + settings.flow_workers
    extractor = await asyncio.to_thread(ServiceExtractor, ports.watch, decoding.decode, here_count)
    extractor.workers = await _entered(on_cluster.workers(settings, digest_of(extractor)), stack)
    # Workers of a cluster decode themselves.
    extractor.gated.keeps_samples = extractor.workers is None
    await _catch_up(start, galleries, held.sets if held else ())
    start.waits_for("the LESC stub")
    flow = await _wire(
        *(settings, ports, company, galleries, await lesc, decoding, extractor, held, stack)
    )
    return database, flow


async def _company(
    settings: Settings, start: Start, stop: asyncio.Event, stack: AsyncExitStack
) -> Company:
    """Open the database, hold it alone or with others, and end what an earlier process began.

    stop: set if another service takes the database over.
    """
    start.waits_for("the database")
    database = await asyncio.to_thread(
        open_database, settings.resolved_database_url, key_place=settings.key_place()
    )
    stack.callback(database.close)
    lost = partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set)
    company = await sharing.joined(settings, database, lost, stack)
    await asyncio.to_thread(expunge_again, database)
    await asyncio.to_thread(_take_offices, database, settings.offices)
    return company


async def _catch_up(start: Start, galleries: dict[str, Gallery], sets: Sequence[RemoteSet]) -> None:
    """Bring each index to what is committed, and wait for sets on the cluster."""
    for gallery in galleries.values():
        start.waits_for(f"the index of {gallery.name}")
        await asyncio.to_thread(gallery.catch_up, start.check)
    for one in sets:
        start.waits_for(f"the reference set {one.name}")
        await asyncio.to_thread(one.wait, start.check)


async def _gallery(
    settings: Settings,
    name: str,
    database: Database,
    watch: Watch,
    stack: AsyncExitStack,
    held: Held | None,
) -> Gallery:
    """Open a gallery on a thread, because its index and reference sets may be large."""
    folder = settings.gallery_folder(name)
    local = [await _reference_set(one, stack) for one in settings.set_folders(name)]
    elsewhere = [one for one in held.sets if one.gallery == name] if held else []
    for one in elsewhere:
        _log.info("reference set on the cluster", name=one.name, folder=str(one.folder))
    gallery = await asyncio.to_thread(
        WatchedGallery,
        name,
        database,
        watch=watch,
        folder=folder,
        reference_sets=[*local, *elsewhere],
        witness=expungement.witness,
        open_index=held.open_index if held else None,
    )
    stack.push_async_callback(asyncio.to_thread, gallery.close)
    return gallery


async def _entered(opening: AbstractContextManager[Entered], stack: AsyncExitStack) -> Entered:
    """Enter on a thread what takes a while, and leave it on a thread at the end."""
    entered = await asyncio.to_thread(opening.__enter__)
    stack.push_async_callback(asyncio.to_thread, opening.__exit__, None, None, None)
    return entered


async def _reference_set(folder: Path, stack: AsyncExitStack) -> ServedSet:
    """Open a set. The stack closes the set too, in case no gallery takes the set over."""
    opened = await asyncio.to_thread(ServedSet, folder)
    stack.push_async_callback(asyncio.to_thread, opened.close)
    _log.info("reference set", name=opened.name, folder=str(folder), count=opened.index.count)
    return opened


def _check_galleries(settings: Settings) -> None:
    for place in settings.reference_set:
        if place.gallery not in GALLERY_NAMES:
            raise SettingError(
                f"{flag_name('reference_set')}: no gallery {place.gallery!r}: use one of "
                f"{', '.join(GALLERY_NAMES)}"
            )


async def _wire(
    settings: Settings,
    ports: Entrance,
    company: Company,
    galleries: dict[str, Gallery],
    lesc_address: str,
    decoding: DecodingPool,
    extractor: ServiceExtractor,
    held: Held | None,
    stack: AsyncExitStack,
) -> Flow:
    """Build the flow and the servicers."""
    lifecycle, door, watch = ports.lifecycle, ports.door, ports.watch
    database, clock, leases = company.database, company.clock, company.leases
    decode = extractor.decode_image
    pools = _pools(settings, decode, watch, extractor.workers)
    stack.callback(pools.close)
    outside = Pool("outside", OUTSIDE_WORKERS, OUTSIDE_WAITING_LIMIT)
    stack.callback(outside.close)
    door.gate.record = recorder(database, pools.store, clock)
    lesc = LescClient(lesc_address, door=door.outward)
    stack.callback(lesc.close)
    flow = Flow(
        database,
        galleries,
        extractor.received_features,
        lesc,
        workers=settings.flow_workers,
        backlog_limit=settings.booking_backlog,
        nationwide=settings.activation == "nationwide",
        watch=watch,
        fingers_at_once=settings.flow_workers,
        fingers_elsewhere=extractor.fingers_elsewhere,
        clock=clock,
        leases=leases,
    )
    programme = Programme(
        database, clock, flow.wake, nationwide=settings.activation == "nationwide"
    )
    desk = ReviewDesk(
        database,
        galleries,
        control_share=settings.review_control_share,
        decode_image=decode,
        clock=clock,
    )
    sources = LookUpClient(lesc_address, OFFICER, door=door.outward)
    stack.callback(sources.close)
    cases = CaseDesk(database, sources, clock=clock, leases=leases)
    corrections = CorrectionDesk(database, galleries, clock=clock, leases=leases)
    overdue = OverdueDesk(database, settings.wait_limits, clock=clock, leases=leases)
    history = WorkHistory(watch.instruments, system_clock)
    keeping = asyncio.create_task(history.run())
    stack.callback(keeping.cancel)
    checks = IdentChecks(galleries[IDENT], database)
    audit = AuditLog(database, clock, objects_of_person=objects_of_person)
    servicers.register(
        ports.transport.methods,
        servicers.IdentificationServicer(galleries, extractor, pools),
        servicers.GalleryServicer(galleries, pools.store),
        servicers.BookingServicer(flow, extractor, pools, lifecycle, gated=extractor.gated),
        servicers.LescAnswerServicer(flow, pools.store),
        servicers.ProgrammeServicer(programme, pools.store),
        servicers.ReviewServicer(desk, pools),
        servicers.RecordsServicer(Records(database, clock), checks, extractor, pools),
        servicers.CaseServicer(cases, pools.store, outside),
        servicers.DetainerServicer(DetainerDesk(database, clock=clock), pools.store, lifecycle),
        servicers.WorkServicer(WorkDesk(database, clock=clock), pools.store),
        servicers.CorrectionServicer(corrections, pools.store),
        servicers.AuditServicer(audit, pools.store),
        servicers.OverdueServicer(overdue, pools.store),
        servicers.TelemetryServicer(history, pools.store),
        servicers.ReportServicer(ReportDesk(database, clock), pools.store),
    )
    await company.listen(flow.heard, stack)
    for worker in (cases, corrections, overdue):
        worker.start()
        stack.push_async_callback(asyncio.to_thread, worker.stop)
    readings = ProcessReadings(
        *(settings, lifecycle, pools, decoding, galleries, overdue),
        extractor.workers,
        held.replicas if held else None,
        ThreadTimes(lambda: decoding.pids),
    )
    if metrics_port := stack.enter_context(observation.metrics(settings, watch, readings)):
        _log.info("metrics", port=metrics_port)
    return flow


def _take_offices(database: Database, path: Path | None) -> None:
    """Put the field offices of a file on record. Raises SettingError, which names the line."""
    if path is None:
        return
    try:
        offices = office_file.read_file(path)
    except case_errors.OfficeFileError as error:
        raise SettingError(f"{flag_name('offices')} {path}: {error}") from error
    with database.write() as session:
        office_store.replace_offices(session, offices)


def _pools(
    settings: Settings, decode: DecodeImage, watch: Watch, workers: WorkerPool | None
) -> Pools:
    pool = partial(Pool, waited=watch.waited)
    thread_count = settings.extraction_workers
    if workers is not None:
        # Each worker on the cluster keeps one of these threads waiting.
        # If workers come with the queue, it has to be seen: so all fingers wait in the pool.
        known_count = MOST_THREADS if workers.is_scaled else workers.figures().known_count
        thread_count = min(max(thread_count, known_count), MOST_THREADS)
    return Pools(
        extraction=pool("extraction", thread_count, settings.waiting_limit),
        search=pool("search", settings.search_workers, settings.waiting_limit),
        store=pool("store", STORE_WORKERS, STORE_WAITING_LIMIT),
        decode_image=decode,
    )
