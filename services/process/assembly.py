"""The service put together: what opens first closes last."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import structlog

from database.connection import Database, open_database
from database.errors import WorkStoppedError
from gallery.gallery import Gallery
from gallery.search import ServedSet
from interop.audit import AuditLog
from interop.audit import log as audit_log
from interop.clock import system_clock
from interop.corrections import CorrectionDesk, NoticeAlarms
from interop.flow import Flow, Programme
from interop.names import CIVIL, IAFIS, IDENT, RISC
from interop.records import IdentChecks, Records
from interop.review import ReviewDesk
from matcher.extraction import Extractor
from services.process import stub_process
from services.process.case_wiring import wire_cases
from services.process.data_folder import announced, locked
from services.process.lesc_client import LescClient
from services.process.settings import Settings, flag_name
from services.process.stub_process import StubProcess
from services.process.warm_up import warm_up
from services.servicers import (
    AuditServicer,
    BookingServicer,
    CorrectionServicer,
    GalleryServicer,
    IdentificationServicer,
    LescAnswerServicer,
    ProgrammeServicer,
    RecordsServicer,
    ReviewServicer,
)
from services.wire import Lifecycle, Pool, Pools, SettingError, Transport
from tenprint.v1.audit_service_pb2_grpc import add_AuditServiceServicer_to_server
from tenprint.v1.booking_service_pb2_grpc import add_BookingServiceServicer_to_server
from tenprint.v1.correction_service_pb2_grpc import add_CorrectionServiceServicer_to_server
from tenprint.v1.gallery_service_pb2_grpc import add_GalleryServiceServicer_to_server
from tenprint.v1.identification_service_pb2_grpc import add_IdentificationServiceServicer_to_server
from tenprint.v1.lesc_answer_service_pb2_grpc import add_LescAnswerServiceServicer_to_server
from tenprint.v1.programme_service_pb2_grpc import add_ProgrammeServiceServicer_to_server
from tenprint.v1.records_service_pb2_grpc import add_RecordsServiceServicer_to_server
from tenprint.v1.review_service_pb2_grpc import add_ReviewServiceServicer_to_server

STORE_WORKERS = 2
"""Threads for short reads and writes of the database; writers take turns anyway."""
STORE_WAITING_LIMIT = 256
GALLERY_NAMES = (IAFIS, CIVIL, RISC, IDENT)

_log = structlog.get_logger("services.process.assembly")


async def run(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain. Raises TenprintError where it cannot start.

    tell: gets one line when requests are taken.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with suppress(WorkStoppedError):
        await _run(settings, tell, stop)
    _log.info("stopped")


async def _run(settings: Settings, tell: Callable[[str], None], stop: asyncio.Event) -> None:
    """Load, serve, drain. Raises WorkStoppedError when stopped before all is loaded."""

    def check(*_progress: int) -> None:
        if stop.is_set():
            raise WorkStoppedError("the service was asked to stop")

    _check_galleries(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(settings.data_dir))
        lifecycle = Lifecycle()
        transport = Transport(lifecycle)
        port = transport.bind(settings.host, settings.port)
        database = await asyncio.to_thread(open_database, settings.resolved_database_url)
        stack.callback(database.close)
        check()
        lesc_address = await stack.enter_async_context(_lesc(settings, port))
        check()
        galleries = {
            name: await _gallery(settings, name, database, stack) for name in GALLERY_NAMES
        }
        check()
        flow = await _wire(settings, transport, lifecycle, database, galleries, lesc_address, stack)
        await transport.start()
        stack.push_async_callback(_drain, settings, transport, lifecycle, flow)
        check()
        await asyncio.to_thread(warm_up)
        for gallery in galleries.values():
            check()
            await asyncio.to_thread(gallery.catch_up, check)
        check()
        flow.start()
        lifecycle.serve()
        await transport.serve()
        state = {
            "pid": os.getpid(),
            "host": settings.host,
            "port": port,
            "lesc_address": lesc_address,
        }
        stack.enter_context(announced(settings.data_dir, state))
        _log.info("ready", data=str(settings.data_dir), **state)
        tell(
            f"tenprint is ready on {settings.host}:{port}, the LESC on {lesc_address}, "
            f"data in {settings.data_dir}"
        )
        await stop.wait()


async def _gallery(
    settings: Settings, name: str, database: Database, stack: AsyncExitStack
) -> Gallery:
    """Open a gallery, whose index and reference sets may be large."""
    folder = settings.gallery_folder(name)
    sets = [await _reference_set(one, stack) for one in settings.set_folders(name)]
    gallery = await asyncio.to_thread(
        Gallery,
        name,
        database,
        folder=folder,
        reference_sets=sets,
        witness=audit_log.witness,
    )
    stack.push_async_callback(asyncio.to_thread, gallery.close)
    return gallery


async def _reference_set(folder: Path, stack: AsyncExitStack) -> ServedSet:
    """Open a set, which the gallery closes, or this where none comes to have it."""
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


@asynccontextmanager
async def _lesc(settings: Settings, port: int) -> AsyncIterator[str]:
    """Reach the LESC: a foreign one, or the stub that runs as long as this does."""
    if settings.lesc_address:
        yield settings.lesc_address
        return
    arguments = [
        *("--data", str(settings.data_dir.resolve())),
        *("--answer-target", f"{_reachable(settings.host)}:{port}"),
        *("--delay-s", str(settings.lesc_delay_s)),
        *("--mode", settings.lesc_mode, "--specialists", str(settings.lesc_specialists)),
        *("--log-level", settings.log_level, "--log-format", settings.log_format),
    ]
    stub = StubProcess(arguments, settings.lesc_port)
    try:
        await stub.start()
        yield f"{stub_process.HOST}:{stub.port}"
    finally:
        await stub.stop()


def _reachable(host: str) -> str:
    """Turn "every address" into one that can be called."""
    return stub_process.HOST if host in ("0.0.0.0", "::", "[::]") else host


async def _wire(
    settings: Settings,
    transport: Transport,
    lifecycle: Lifecycle,
    database: Database,
    galleries: dict[str, Gallery],
    lesc_address: str,
    stack: AsyncExitStack,
) -> Flow:
    """Build flow and servicers; nothing runs yet."""
    extractor = await asyncio.to_thread(Extractor, settings.model_cache, settings.precision)
    pools = _pools(settings)
    stack.callback(pools.close)
    lesc = LescClient(lesc_address)
    stack.callback(lesc.close)
    flow = Flow(
        database,
        galleries,
        lambda sample: extractor.features(sample.decode()),
        lesc,
        workers=settings.flow_workers,
    )
    server = transport.server
    identification = IdentificationServicer(galleries, extractor, pools)
    add_IdentificationServiceServicer_to_server(identification, server)
    gallery = GalleryServicer(galleries, pools.store)
    add_GalleryServiceServicer_to_server(gallery, server)
    desk = ReviewDesk(database, galleries, control_share=settings.review_control_share)
    add_ReviewServiceServicer_to_server(ReviewServicer(desk, pools), server)
    add_BookingServiceServicer_to_server(BookingServicer(flow, pools, lifecycle), server)
    programme = Programme(database, system_clock, flow.wake)
    add_ProgrammeServiceServicer_to_server(ProgrammeServicer(programme, pools.store), server)
    add_LescAnswerServiceServicer_to_server(LescAnswerServicer(flow, pools.store), server)
    records = RecordsServicer(
        Records(database), IdentChecks(galleries["ident"], database), extractor, pools
    )
    add_RecordsServiceServicer_to_server(records, server)
    wire_cases(server, database, lesc_address, pools, stack)
    _wire_oversight(transport, database, galleries, pools, stack)
    return flow


def _wire_oversight(
    transport: Transport,
    database: Database,
    galleries: dict[str, Gallery],
    pools: Pools,
    stack: AsyncExitStack,
) -> None:
    """Wire corrections with their alarms, and the audit log."""
    desk = CorrectionDesk(database, galleries)
    add_CorrectionServiceServicer_to_server(CorrectionServicer(desk, pools.store), transport.server)
    audit = AuditServicer(AuditLog(database), pools.store)
    add_AuditServiceServicer_to_server(audit, transport.server)
    alarms = NoticeAlarms(database)
    alarms.start()
    stack.push_async_callback(asyncio.to_thread, alarms.stop)


def _pools(settings: Settings) -> Pools:
    return Pools(
        extraction=Pool("extraction", settings.extraction_workers, settings.waiting_limit),
        search=Pool("search", settings.search_workers, settings.waiting_limit),
        store=Pool("store", STORE_WORKERS, STORE_WAITING_LIMIT),
    )


async def _drain(
    settings: Settings, transport: Transport, lifecycle: Lifecycle, flow: Flow
) -> None:
    _log.info("draining", grace_s=settings.drain_s)
    lifecycle.drain()
    stopping = asyncio.to_thread(flow.stop, settings.drain_s)
    await asyncio.gather(stopping, transport.stop(settings.drain_s))
