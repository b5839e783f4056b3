"""The client of a booking system: typed calls with deadline, retries and named errors."""

import logging
import time
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

import grpc

from tenprint.audits import AuditClient
from tenprint.calls import Calls, rpc, to_date
from tenprint.cases import CaseClient
from tenprint.channel import caller_metadata, open_channel
from tenprint.corrections import CorrectionClient
from tenprint.detainers import DetainerClient
from tenprint.errors import RpcError
from tenprint.galleries import GalleryClient
from tenprint.overdue import OverdueClient
from tenprint.programme import ProgrammeClient
from tenprint.records import RecordsClient
from tenprint.reports import ReportClient
from tenprint.reviews import ReviewClient
from tenprint.telemetry import TelemetryClient
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import identification_service_pb2 as identification_pb2
from tenprint.v1.booking_service_pb2 import Booking, Charge, Subject
from tenprint.v1.sample_pb2 import FingerPosition, MissingFinger, Sample
from tenprint.work import WorkClient

_RECONNECT_PAUSE_S = 0.5
_MAX_RECONNECT_PAUSE_S = 5.0
_log = logging.getLogger(__name__)


class Client(Calls):
    """Calls one service. A client is thread-safe. Close the client, or use it in a `with`."""

    def __init__(
        self,
        target: str,
        *,
        ori: str,
        roles: Iterable[str] = (),
        purpose: str = "",
        person: str = "",
        acts_for: Iterable[str] = (),
        timeout_s: float | None = None,
        credentials: grpc.ChannelCredentials | None = None,
    ) -> None:
        """Open a channel to HOST:PORT. The constructor sends nothing.

        ori, roles, purpose: who asks, and what for. person: the opaque id of the person who acts.
        acts_for: agencies that have let the caller submit in their names. timeout_s: for one call
        with its retries; None: 300 s for a call that carries prints, 60 s for any other.
        """
        self._ori = ori
        caller = caller_metadata(ori, roles, purpose, person=person, acts_for=acts_for)
        super().__init__(open_channel(target, credentials, timeout_s=timeout_s, metadata=caller))
        self.galleries = GalleryClient(self._channel)
        """For people who look after a gallery."""
        self.cases = CaseClient(self._channel)
        """For field offices."""
        self.detainers = DetainerClient(self._channel)
        """For field offices, and for agencies that are asked to hold a person."""
        self.overdue = OverdueClient(self._channel)
        """For supervisors and operators."""
        self.corrections = CorrectionClient(self._channel)
        """For people who withdraw matches, and people who were told of a match."""
        self.audit = AuditClient(self._channel)
        """For auditors."""
        self.reports = ReportClient(self._channel)
        """For supervisors and auditors."""
        self.reviews = ReviewClient(self._channel)
        """For examiners and their supervisors."""
        self.records = RecordsClient(self._channel)
        """For people who keep and read criminal histories and IDENT's records."""
        self.programme = ProgrammeClient(self._channel)
        """For people who look after jurisdictions and the messages to the LESC."""
        self.telemetry = TelemetryClient(self._channel)
        """For operators."""
        self.work = WorkClient(self._channel)
        """For officers and supervisors of field offices."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the channel; running calls are cancelled."""
        self._channel.close()

    # Bookings

    def submit_booking(
        self,
        tcn: str,
        samples: Iterable[Sample],
        *,
        arrest_date: date | None = None,
        agency_case_number: str = "",
        ori: str | None = None,
        type_of_transaction: booking_pb2.TransactionType | str | None = None,
        retain: bool = True,
        subject: Subject | None = None,
        charges: Iterable[Charge] = (),
        in_custody: bool = True,
        priority: int = 0,
        missing_fingers: Iterable[MissingFinger] = (),
    ) -> Booking:
        """Submit a booking. The booking is stored when the call returns; a repetition is harmless.

        ori: the controlling agency, if not the caller's own. type_of_transaction: CAR if not
        stated. retain: if false, the service deletes the prints after its last response. priority:
        1 to 9; 0 means 9, the least urgent. missing_fingers: see `tenprint.samples.missing_finger`.
        """
        submission = booking_pb2.BookingSubmission(
            samples=samples,
            arrest_date=to_date(arrest_date),
            agency_case_number=agency_case_number,
            type_of_transaction=type_of_transaction,
            retain="" if retain else "N",
            subject=subject,
            charges=charges,
            in_custody=None if in_custody else False,
            priority=priority,
            missing_fingers=missing_fingers,
        )
        request = booking_pb2.SubmitBookingRequest(
            tcn=tcn, ori=self._ori if ori is None else ori, booking=submission
        )
        return self.call(request, booking_pb2.SubmitBookingResponse).booking

    def submit_transaction(self, file: bytes) -> Booking:
        """Submit the booking of an EBTS transaction file as it is; a repetition is harmless.

        The file says the TCN and the controlling agency. `get_booking` returns the responses as
        files too.
        """
        request = booking_pb2.SubmitBookingRequest(transaction_file=file)
        return self.call(request, booking_pb2.SubmitBookingResponse).booking

    @rpc(booking_pb2.CheckTransactionRequest)
    def check_transaction(self, transaction_file: bytes) -> booking_pb2.CheckTransactionResponse:
        """Judge an EBTS transaction file: every fault, and the ERRT that lists them."""

    @rpc(booking_pb2.GetBookingRequest, "booking")
    def get_booking(self, tcn: str) -> Booking:
        """Read a booking."""

    def list_bookings(
        self, request: booking_pb2.ListBookingsRequest | None = None
    ) -> Iterator[booking_pb2.BookingEntry]:
        """List the bookings that a request asks for, in the order in which they came."""
        asked = request or booking_pb2.ListBookingsRequest()
        return self.pages(asked, booking_pb2.ListBookingsResponse, lambda page: page.bookings)

    @rpc(booking_pb2.AcknowledgeResponseRequest, "booking")
    def acknowledge_response(self, tcn: str, ordinal: int) -> Booking:
        """Acknowledge that a version of the second response has arrived; may be repeated."""

    @rpc(booking_pb2.GetBookingPrintRequest, "png")
    def booking_print(self, tcn: str, finger: FingerPosition | str, identity_id: str = "") -> bytes:
        """Fetch a finger of an own booking as PNG, or of a candidate of its answers.

        finger: code 1 to 10, or its name. identity_id: of the candidate.
        """

    def export_booking(
        self, tcn: str, *, timeout_s: float | None = None
    ) -> Iterator[booking_pb2.ExportBookingResponse]:
        """Yield the file in which an own booking came, or what is kept of it, in parts."""
        request = booking_pb2.ExportBookingRequest(tcn=tcn)
        return self.stream(request, booking_pb2.ExportBookingResponse, timeout_s)

    def watch_booking(self, tcn: str, *, timeout_s: float | None = None) -> Iterator[Booking]:
        """Yield the booking now and at each change until the booking is complete.

        The client reconnects if the service goes away, and yields no state twice. timeout_s: for
        the whole watch; None waits for ever.
        """
        end_s = None if timeout_s is None else time.monotonic() + timeout_s
        seen_count, pause_s = 0, _RECONNECT_PAUSE_S
        while True:
            try:
                for booking in self._watch_once(tcn, end_s):
                    pause_s = _RECONNECT_PAUSE_S
                    if len(booking.history) > seen_count:
                        seen_count = len(booking.history)
                        yield booking
                return
            except RpcError as error:
                if error.code is not grpc.StatusCode.UNAVAILABLE or _is_past(end_s, pause_s):
                    raise
                _log.warning("%s: watching again", error)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _MAX_RECONNECT_PAUSE_S)

    def wait_for_booking(self, tcn: str, *, timeout_s: float | None = None) -> Booking:
        """Wait until a booking is complete."""
        last = Booking()
        for booking in self.watch_booking(tcn, timeout_s=timeout_s):
            last = booking
        return last

    def _watch_once(self, tcn: str, end_s: float | None) -> Iterator[Booking]:
        remaining_s = None if end_s is None else max(0.0, end_s - time.monotonic())
        request = booking_pb2.WatchBookingRequest(tcn=tcn)
        for response in self.stream(request, booking_pb2.WatchBookingResponse, remaining_s):
            yield response.booking

    # Identification

    @rpc(identification_pb2.EnrolRequest, id_field="encounter_id")
    def enrol(
        self,
        gallery: str,
        samples: Iterable[Sample],
        *,
        encounter_id: str | None = None,
        identity_id: str = "",
        search_first: bool = False,
        target_fpir: float = 0.0,
        missing_fingers: Iterable[MissingFinger] = (),
    ) -> identification_pb2.EnrolResponse:
        """Enrol an encounter of a new identity, or of the named identity.

        search_first: enrol nothing if a search finds a person; the answer then has candidates
        and no encounter. target_fpir: of that search; 0 means the service's default.
        encounter_id: makes a repetition harmless. Without an id, a random id is made, and only
        this call's own retries are harmless. missing_fingers: amputated and bandaged fingers.
        """

    @rpc(identification_pb2.IdentifyRequest)
    def identify(
        self,
        gallery: str,
        samples: Iterable[Sample],
        *,
        target_fpir: float = 0.0,
        max_candidates: int = 0,
        missing_fingers: Iterable[MissingFinger] = (),
    ) -> identification_pb2.IdentifyResponse:
        """Search a gallery; 0 means the service's default."""

    @rpc(identification_pb2.VerifyRequest)
    def verify(
        self,
        gallery: str,
        identity_id: str,
        samples: Iterable[Sample],
        *,
        target_fmr: float = 0.0,
        missing_fingers: Iterable[MissingFinger] = (),
    ) -> identification_pb2.VerifyResponse:
        """Compare with one claimed identity; 0 means the service's default."""

    @rpc(identification_pb2.ExtractTemplateRequest)
    def extract_template(self, sample: Sample) -> identification_pb2.ExtractTemplateResponse:
        """Extract the template of one sample; the service stores nothing."""

    @rpc(identification_pb2.GetIdentityRequest, "identity")
    def get_identity(self, gallery: str, identity_id: str) -> identification_pb2.Identity:
        """Read an identity."""

    @rpc(identification_pb2.ListEncountersRequest, "encounters")
    def list_encounters(
        self, gallery: str, identity_id: str, *, page_size: int = 0
    ) -> Iterator[identification_pb2.Encounter]:
        """Yield the encounters of an identity, oldest first, page by page."""

    @rpc(identification_pb2.DeleteEncounterRequest, "identity_deleted")
    def delete_encounter(self, gallery: str, encounter_id: str, *, expunge: bool = False) -> bool:
        """Delete an encounter for good; tell whether its identity was deleted too.

        expunge: the service also overwrites the encounter in the files of the index before it
        answers. If the disk refuses, the service overwrites as soon as the disk allows; the status
        of the gallery tells.

        If the answer is lost, a retry raises ENCOUNTER_NOT_FOUND: the encounter is deleted.
        """


def _is_past(end_s: float | None, pause_s: float) -> bool:
    return end_s is not None and time.monotonic() + pause_s >= end_s
