"""What waits for too long: domain types → proto."""

from interop.overdue import Overdue
from services.wire import Writer
from tenprint.v1 import overdue_service_pb2 as pb2

overdue_to_proto = Writer(pb2.Overdue, Overdue)
