"""Addresses: a service that runs must answer, and one that does not needs its ports."""

from collections.abc import Iterator
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.doctor.findings import Finding, error, fine, warning
from services.errors import SettingError
from services.process import is_locked, is_unspecified, read_state
from services.settings import Settings, flag_name
from services.wire import check_port_is_free
from tenprint.health import ALIVE, READY

_ADDRESS = "address"
_HERE = "127.0.0.1"
_TIMEOUT_S = 5.0
_LOOK = "look into its log"


def addresses(settings: Settings) -> Iterator[Finding]:
    """Ask the service of the data folder whether it is ready, or look whether ports are free."""
    if is_locked(settings.data_dir):
        yield _running(settings)
        return
    metrics_host, _, metrics_port = settings.metrics.rpartition(":")
    wanted = [("port", settings.host, settings.port)]
    if settings.keys is not None:
        wanted.append(("machine_port", settings.host, settings.machine_port))
    if not settings.lesc_address:
        wanted.append(("lesc_port", _HERE, settings.lesc_port))
        if settings.keys is not None:
            wanted.append(("lesc_people_port", _HERE, settings.lesc_people_port))
    if metrics_port:
        wanted.append(("metrics", metrics_host.strip("[]"), int(metrics_port)))
    if not settings.no_console:
        wanted.append(("console_port", settings.host, settings.console_port))
    for name, host, port in wanted:
        try:
            check_port_is_free(host, port, flag_name(name))
        except (SettingError, OSError, OverflowError) as fault:
            what, _, remedy = str(fault).partition(": ")
            yield error(_ADDRESS, what, remedy or f"give another {flag_name(name)}")
        else:
            yield fine(_ADDRESS, f"no service runs on this folder; {host}:{port} is free")


def _running(settings: Settings) -> Finding:
    state = read_state(settings.data_dir)
    if not state:
        return warning(_ADDRESS, "a service holds the data folder and is not ready yet", _LOOK)
    host = str(state["host"])
    host = _HERE if is_unspecified(host) else host
    target = f"{host}:{state['port']}"
    try:
        with _channel(target, settings.keys) as channel:
            check = health_pb2_grpc.HealthStub(channel).Check
            alive, ready = (
                check(health_pb2.HealthCheckRequest(service=name), timeout=_TIMEOUT_S).status
                == health_pb2.HealthCheckResponse.SERVING
                for name in (ALIVE, READY)
            )
    except grpc.RpcError as fault:
        code = fault.code().name if isinstance(fault, grpc.Call) else "UNKNOWN"
        return error(
            _ADDRESS,
            f"the service with process id {state['pid']} does not answer on {target}: {code}",
            "end the process and start the service again: nothing acknowledged is lost",
        )
    if not ready:
        what = "its database does not answer, or it is stopping" if alive else "it is stopping"
        return error(_ADDRESS, f"the service on {target} is not ready: {what}", _LOOK)
    return fine(_ADDRESS, f"the service on {target} is alive and ready")


def _channel(target: str, keys: Path | None) -> grpc.Channel:
    """Open a channel as the service listens. Health asks nobody who calls."""
    if keys is None:
        return grpc.insecure_channel(target)
    ca = (keys / "ca.pem").read_bytes()
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(ca))
