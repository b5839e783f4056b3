"""The field office in the service: its desks, its servicers and its worker."""

import asyncio
from contextlib import AsyncExitStack

import grpc

from database.connection import Database
from interop.cases import CaseDesk, DetainerDesk
from services.process.lesc_client import LookUpClient
from services.servicers import CaseServicer, DetainerServicer
from services.wire import Pools
from tenprint.v1.case_service_pb2_grpc import add_CaseServiceServicer_to_server
from tenprint.v1.detainer_service_pb2_grpc import add_DetainerServiceServicer_to_server

OFFICER = "FIELD-OFFICE"
"""How the LESC is told who looks up; which officer it was is kept with the case."""


def wire_cases(
    server: grpc.aio.Server,
    database: Database,
    lesc_address: str,
    pools: Pools,
    stack: AsyncExitStack,
) -> None:
    """Serve cases and detainers; the worker ends what is over from now on."""
    sources = LookUpClient(lesc_address, OFFICER)
    stack.callback(sources.close)
    cases = CaseDesk(database, sources)
    add_CaseServiceServicer_to_server(CaseServicer(cases, pools.store), server)
    detainers = DetainerServicer(DetainerDesk(database), pools.store)
    add_DetainerServiceServicer_to_server(detainers, server)
    cases.start()
    stack.push_async_callback(asyncio.to_thread, cases.stop)
