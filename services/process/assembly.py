"""Put the service together. What opens first closes last."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path

import structlog

from database.connection import Database, open_database
from database.errors import WorkStoppedError
from database.holding import held
from gallery.gallery import Gallery
from gallery.search import ServedSet
from gallery.upkeep import expunge_again
from interop.audit import AuditLog
from interop.cases import CaseDesk, DetainerDesk, office_file, office_store
from interop.cases import errors as case_errors
from interop.clock import system_clock
from interop.corrections import CorrectionDesk, expungement
from interop.flow import Flow, Programme
from interop.names import CIVIL, IAFIS, IDENT, RISC
from interop.overdue import OverdueDesk
from interop.records import IdentChecks, Records
from interop.reports import ReportDesk, objects_of_person
from interop.review import ReviewDesk
from interop.work import WorkDesk
from matcher.decoding import DecodeImage, DecodingPool
from services import servicers
from services.access import issuing
from services.errors import DatabaseInUseError, SettingError
from services.process import beside, doors, observation
from services.process.beside import console_words
from services.process.data_folder import announced, locked
from services.process.doors import Doors, recorder
from services.process.lesc_client import LescClient, LookUpClient
from services.process.observation import ProcessReadings, WatchedExtractor, WatchedGallery
from services.process.starting import Start
from services.process.warm_up import load_kernels
from services.settings import Settings, flag_name
from services.telemetry import Watch
from services.wire import Lifecycle, Pool, Pools, Transport, stop_signal

STORE_WORKERS = 2
"""Threads for short reads and writes of the database. Writers take turns anyway."""
STORE_WAITING_LIMIT = 256
OUTSIDE_WORKERS = 8
"""Threads for work that waits for the LESC: they sleep."""
OUTSIDE_WAITING_LIMIT = 16
OFFICER = "FIELD-OFFICE"
"""What the LESC is told about who looks up. The case names the officer."""
GALLERY_NAMES = (IAFIS, CIVIL, RISC, IDENT)

_log = structlog.get_logger("services.process.assembly")


async def run(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain. Raises TenprintError if the start fails.

    tell: gets one line when the service takes requests.
    """
    with suppress(WorkStoppedError):
        stop = stop_signal()
        await _run(settings, tell, stop, Start(stop))
    _log.info("stopped")


async def _run(
    settings: Settings, tell: Callable[[str], None], stop: asyncio.Event, start: Start
) -> None:
    """Load, serve, drain. Raises WorkStoppedError if a signal comes while the service loads."""
    _check_galleries(settings)
    async with AsyncExitStack() as stack:
        loading = await stack.enter_async_context(AsyncExitStack())
        await loading.enter_async_context(start.told())
        stack.enter_context(locked(settings.data_dir))
        lifecycle = Lifecycle()
        watch = stack.enter_context(observation.watching(settings))
        door = doors.open_doors(settings, issuing.SERVER)
        transport = Transport(
            lifecycle, door.gate, describes_itself=door.folder is None, watch=watch
        )
        port, machine_port = _bind(settings, transport, door)
        database = await _database(settings, start, stop, stack)
        start.check()
        lesc = await stack.enter_async_context(beside.lesc(settings, machine_port))
        decoding = DecodingPool(settings.decoding_workers)
        stack.callback(decoding.close)
        start.waits_for("the compiled kernels")
        await asyncio.to_thread(load_kernels)
        start.waits_for("the galleries")
        galleries = {
            name: await _gallery(settings, name, database, watch, stack) for name in GALLERY_NAMES
        }
        start.waits_for("the LESC stub")
        where = await lesc
        lesc_address, lesc_people = where.address, where.people_address
        provider = door.folder.now().provider if door.folder else None
        console = await stack.enter_async_context(
            beside.console(settings, port, lesc_people, has_provider=provider is not None)
        )
        start.waits_for("the network that finds minutiae")
        flow = await _wire(
            *(settings, transport, lifecycle, database, galleries, lesc_address),
            *(decoding, door, watch, stack),
        )
        await transport.start()
        stack.push_async_callback(_drain, settings, transport, lifecycle, flow)
        start.waits_for("the workers that decode images")
        await asyncio.to_thread(decoding.wait_until_ready)
        await _catch_up(start, galleries)
        start.waits_for("the console")
        console_address = await console
        start.check()
        flow.start()
        lifecycle.serve()
        await transport.serve()
        readiness = asyncio.create_task(observation.report_readiness(transport, database))
        stack.callback(readiness.cancel)
        state = {
            "pid": os.getpid(),
            "host": settings.host,
            "port": port,
            "machine_port": machine_port,
            "lesc_address": lesc_address,
            "lesc_people_address": lesc_people,
            "console_address": console_address,
        }
        stack.enter_context(announced(settings.data_dir, state))
        await loading.aclose()
        _log.info("ready", data=str(settings.data_dir), **state)
        tell(
            f"tenprint is ready on {settings.host}:{port}, the LESC on {lesc_address}, "
            f"{console_words(settings, console_address, provider.issuer if provider else '')}, "
            f"data in {settings.data_dir}, activation by {settings.activation}{door.words}"
        )
        await stop.wait()


async def _database(
    settings: Settings, start: Start, stop: asyncio.Event, stack: AsyncExitStack
) -> Database:
    """Open the database, hold it as its only service, and end what an earlier process began.

    stop: set if another service takes the database over.
    """
    start.waits_for("the database")
    database = await asyncio.to_thread(
        open_database, settings.resolved_database_url, key_place=settings.key_place()
    )
    stack.callback(database.close)
    lost = partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set)
    if not stack.enter_context(held(database, lost)):
        raise DatabaseInUseError(
            f"another service works on the database {database.name}: stop it, or give this one "
            f"a {flag_name('database_url')} of its own"
        )
    await asyncio.to_thread(expunge_again, database)
    await asyncio.to_thread(_take_offices, database, settings.offices)
    return database


def _bind(settings: Settings, transport: Transport, door: Doors) -> tuple[int, int]:
    """Take the ports for people and for machines, which are one without certificates."""
    port = transport.bind(settings.host, settings.port, door.credentials(of_clients=False))
    if door.folder is None:
        return port, port
    credentials = door.credentials(of_clients=True)
    named = (settings.host, settings.machine_port)
    return port, transport.bind(*named, credentials, "--machine-port")


async def _catch_up(start: Start, galleries: dict[str, Gallery]) -> None:
    """Bring each index to what is committed."""
    for gallery in galleries.values():
        start.waits_for(f"the index of {gallery.name}")
        await asyncio.to_thread(gallery.catch_up, start.check)


async def _gallery(
    settings: Settings, name: str, database: Database, watch: Watch, stack: AsyncExitStack
) -> Gallery:
    """Open a gallery on a thread, because its index and reference sets may be large."""
    folder = settings.gallery_folder(name)
    sets = [await _reference_set(one, stack) for one in settings.set_folders(name)]
    gallery = await asyncio.to_thread(
        WatchedGallery,
        name,
        database,
        watch=watch,
        folder=folder,
        reference_sets=sets,
        witness=expungement.witness,
    )
    stack.push_async_callback(asyncio.to_thread, gallery.close)
    return gallery


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
    transport: Transport,
    lifecycle: Lifecycle,
    database: Database,
    galleries: dict[str, Gallery],
    lesc_address: str,
    decoding: DecodingPool,
    door: Doors,
    watch: Watch,
    stack: AsyncExitStack,
) -> Flow:
    """Build the flow and the servicers. The flow does not run yet."""
    extractor = await asyncio.to_thread(WatchedExtractor, watch)
    decode = watch.on_prints("decode", decoding.decode)
    pools = _pools(settings, decode, watch)
    stack.callback(pools.close)
    outside = Pool("outside", OUTSIDE_WORKERS, OUTSIDE_WAITING_LIMIT)
    stack.callback(outside.close)
    door.gate.record = recorder(database, pools.store)
    lesc = LescClient(lesc_address, door=door.outward)
    stack.callback(lesc.close)
    flow = Flow(
        database,
        galleries,
        lambda sample: extractor.features(sample.read(decode)),
        lesc,
        workers=settings.flow_workers,
        backlog_limit=settings.booking_backlog,
        nationwide=settings.activation == "nationwide",
        watch=watch,
    )
    programme = Programme(
        database, system_clock, flow.wake, nationwide=settings.activation == "nationwide"
    )
    desk = ReviewDesk(
        database,
        galleries,
        control_share=settings.review_control_share,
        decode_image=decode,
    )
    sources = LookUpClient(lesc_address, OFFICER, door=door.outward)
    stack.callback(sources.close)
    cases = CaseDesk(database, sources)
    corrections = CorrectionDesk(database, galleries)
    overdue = OverdueDesk(database, settings.wait_limits)
    checks = IdentChecks(galleries[IDENT], database)
    audit = AuditLog(database, objects_of_person=objects_of_person)
    servicers.register(
        transport.server,
        servicers.IdentificationServicer(galleries, extractor, pools),
        servicers.GalleryServicer(galleries, pools.store),
        servicers.BookingServicer(flow, extractor, pools, lifecycle),
        servicers.LescAnswerServicer(flow, pools.store),
        servicers.ProgrammeServicer(programme, pools.store),
        servicers.ReviewServicer(desk, pools),
        servicers.RecordsServicer(Records(database), checks, extractor, pools),
        servicers.CaseServicer(cases, pools.store, outside),
        servicers.DetainerServicer(DetainerDesk(database), pools.store, lifecycle),
        servicers.WorkServicer(WorkDesk(database), pools.store),
        servicers.CorrectionServicer(corrections, pools.store),
        servicers.AuditServicer(audit, pools.store),
        servicers.OverdueServicer(overdue, pools.store),
        servicers.ReportServicer(ReportDesk(database), pools.store),
    )
    for worker in (cases, corrections, overdue):
        worker.start()
        stack.push_async_callback(asyncio.to_thread, worker.stop)
    readings = ProcessReadings(settings, lifecycle, pools, decoding, galleries, overdue)
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


def _pools(settings: Settings, decode: DecodeImage, watch: Watch) -> Pools:
    pool = partial(Pool, waited=watch.waited)
    return Pools(
        extraction=pool("extraction", settings.extraction_workers, settings.waiting_limit),
        search=pool("search", settings.search_workers, settings.waiting_limit),
        store=pool("store", STORE_WORKERS, STORE_WAITING_LIMIT),
        decode_image=decode,
    )


async def _drain(
    settings: Settings, transport: Transport, lifecycle: Lifecycle, flow: Flow
) -> None:
    _log.info("draining", grace_s=settings.drain_s)
    lifecycle.drain()
    stopping = asyncio.to_thread(flow.stop, settings.drain_s)
    await asyncio.gather(stopping, transport.stop(settings.drain_s))
