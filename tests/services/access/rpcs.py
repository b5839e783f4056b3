"""Every RPC of every service, from the descriptors of the protos."""

import importlib
import pkgutil
from dataclasses import dataclass

from google.protobuf.descriptor import MethodDescriptor

import tenprint.v1


@dataclass(frozen=True)
class Rpc:
    """One RPC and how it is called."""

    descriptor: MethodDescriptor

    @property
    def method(self) -> str:
        """The full method, as gRPC names it."""
        return f"/{self.descriptor.containing_service.full_name}/{self.descriptor.name}"

    @property
    def service(self) -> str:
        return str(self.descriptor.containing_service.name)

    @property
    def streams(self) -> bool:
        return bool(self.descriptor.server_streaming)


def _services() -> list[Rpc]:
    found = []
    for module in pkgutil.iter_modules(tenprint.v1.__path__):
        if module.name.endswith("_service_pb2"):
            file = importlib.import_module(f"tenprint.v1.{module.name}").DESCRIPTOR
            for service in file.services_by_name.values():
                found += [Rpc(method) for method in service.methods]
    return found


RPCS = _services()
AT_THE_STUB = "LescService"
"""The service of the stub, a server of its own."""
