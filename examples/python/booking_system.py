"""A booking system: submit an EBTS file, watch the booking, answer detainers, handle errors.

python examples/python/booking_system.py submit card.eft
python examples/python/booking_system.py answer-detainers --officer JAILER-1
"""

import argparse
import sys
from pathlib import Path

from tenprint import Client, RpcError
from tenprint.v1.booking_service_pb2 import BookingState, SearchResultFinding, SecondResponseKind
from tenprint.v1.detainer_service_pb2 import DETAINER_STATE_REQUESTED, DetainerState

EXIT_MEND_THE_FILE = 3
EXIT_TAKE_ANOTHER_TCN = 4
EXIT_LATER = 5
WHAT_TO_DO = {
    "TRANSACTION_FAULTY": ("mend the file", EXIT_MEND_THE_FILE),
    "INVALID_FIELD": ("mend the field", EXIT_MEND_THE_FILE),
    "TCN_CONFLICT": ("the TCN was used for another booking: take another", EXIT_TAKE_ANOTHER_TCN),
    "OVERLOADED": ("submit the same file again later", EXIT_LATER),
    "CALLER_LIMIT": ("submit the same file again when others are done", EXIT_LATER),
    "BACKLOG_FULL": ("submit the same file again later", EXIT_LATER),
    "DEADLINE_TOO_SHORT": ("submit the same file again later, or allow more time", EXIT_LATER),
    "STARTING": ("submit the same file again later", EXIT_LATER),
    "": ("no answer: submit the same file again later, a repetition is harmless", EXIT_LATER),
}
"""What a booking system does about an error, by the reason in its `ErrorInfo`."""


def submit(client: Client, file: bytes, timeout_s: float) -> None:
    """Submit a file, and tell each state until the booking is complete."""
    tcn = client.submit_transaction(file).tcn
    print(f"{tcn} is stored")
    for booking in client.watch_booking(tcn, timeout_s=timeout_s):
        print(BookingState.Name(booking.state))
    booking = client.get_booking(tcn)
    print("criminal file:", SearchResultFinding.Name(booking.first_response.finding))
    print("IDENT:", SecondResponseKind.Name(booking.second_response.kind))
    for response in booking.response_files:
        print(f"response {response.type_of_transaction}: {len(response.file):,} bytes")
    client.acknowledge_response(tcn, booking.second_response.ordinal)


def answer_detainers(client: Client, officer: str) -> None:
    """Acknowledge every detainer that waits for this agency's answer."""
    for detainer in client.detainers.list(state=DETAINER_STATE_REQUESTED):
        answered = client.detainers.acknowledge(detainer.detainer_id, officer)
        print(answered.detainer_id, answered.case_id, DetainerState.Name(answered.state))


def main() -> int:
    """Run one command. Returns the exit status."""
    parser = argparse.ArgumentParser(description="A booking system.")
    parser.add_argument("--target", default="127.0.0.1:50051", help="HOST:PORT of the service")
    parser.add_argument("--ori", default="WVTEST000", help="the agency, 9 characters")
    parser.add_argument("--timeout-s", type=float, default=300.0)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("submit").add_argument("file", type=Path)
    commands.add_parser("answer-detainers").add_argument("--officer", default="JAILER-1")
    given = parser.parse_args()
    agency = Client(
        given.target, ori=given.ori, roles=["law_enforcement"], timeout_s=given.timeout_s
    )
    try:
        with agency as client:
            if given.command == "submit":
                submit(client, given.file.read_bytes(), given.timeout_s)
            else:
                answer_detainers(client, given.officer)
    except RpcError as error:
        advice, status = WHAT_TO_DO.get(error.reason, ("ask the operator of the service", 1))
        print(f"{error.reason}: {error.message}", file=sys.stderr)
        print(f"{advice} (request {error.metadata.get('request_id', 'unknown')})", file=sys.stderr)
        return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
