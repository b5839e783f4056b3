"""The client of a booking system: typed calls with deadline, retries and named errors."""

import time
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

import grpc

from tenprint.audits import AuditClient
from tenprint.calls import Calls, random_id
from tenprint.cases import CaseClient
from tenprint.channel import open_channel
from tenprint.corrections import CorrectionClient
from tenprint.detainers import DetainerClient
from tenprint.errors import RpcError
from tenprint.galleries import GalleryClient
from tenprint.programme import ProgrammeClient, to_date
from tenprint.records import RecordsClient
from tenprint.reviews import ReviewClient
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import identification_service_pb2 as identification_pb2
from tenprint.v1.booking_service_pb2 import Booking, Charge, Subject
from tenprint.v1.sample_pb2 import Sample

_RECONNECT_PAUSE_S = 0.5
_MAX_RECONNECT_PAUSE_S = 5.0


class Client(Calls):
    """Calls one service. Thread-safe; close it, or use it as a context manager."""

    def __init__(
        self,
        target: str,
        *,
        ori: str,
        roles: Iterable[str] = (),
        purpose: str = "",
        timeout_s: float = 60.0,
        credentials: grpc.ChannelCredentials | None = None,
    ) -> None:
        """Open a channel to HOST:PORT; nothing is sent yet.

        ori, roles, purpose: who asks, and what for. timeout_s: for one call with its retries.
        """
        self._ori = ori
        caller = (
            ("tenprint-ori", ori),
            ("tenprint-roles", ",".join(roles)),
            ("tenprint-purpose", purpose),
        )
        super().__init__(open_channel(target, credentials, timeout_s=timeout_s, metadata=caller))
        self.galleries = GalleryClient(self._channel)
        """For those who look after a gallery."""
        self.cases = CaseClient(self._channel)
        """For field offices."""
        self.detainers = DetainerClient(self._channel)
        """For field offices, and agencies that are asked to hold somebody."""
        self.corrections = CorrectionClient(self._channel)
        """For those who withdraw matches, and those who were told of them."""
        self.audit = AuditClient(self._channel)
        """For auditors."""
        self.reviews = ReviewClient(self._channel)
        """For examiners and their supervisors."""
        self.records = RecordsClient(self._channel)
        """For those who keep and read criminal histories and IDENT's records."""
        self.programme = ProgrammeClient(self._channel)
        """For those who look after jurisdictions and what goes to the LESC."""

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
    ) -> Booking:
        """Submit a booking; once it returns, the booking is stored. The same again is harmless.

        ori: the controlling agency, if it is not the caller's own. type_of_transaction: CAR if not
        stated. retain: otherwise nothing of the prints is kept once they are answered. priority: 1
        to 9; 0 means 9, the least urgent.
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
        )
        request = booking_pb2.SubmitBookingRequest(
            tcn=tcn, ori=self._ori if ori is None else ori, booking=submission
        )
        return self.call(request, booking_pb2.SubmitBookingResponse).booking

    def get_booking(self, tcn: str) -> Booking:
        """Read a booking."""
        request = booking_pb2.GetBookingRequest(tcn=tcn)
        return self.call(request, booking_pb2.GetBookingResponse).booking

    def list_bookings(
        self, request: booking_pb2.ListBookingsRequest | None = None
    ) -> Iterator[booking_pb2.BookingEntry]:
        """List the bookings that a request asks for, in the order in which they came."""
        asked = request or booking_pb2.ListBookingsRequest()
        return self.pages(asked, booking_pb2.ListBookingsResponse, lambda page: page.bookings)

    def acknowledge_response(self, tcn: str, ordinal: int) -> Booking:
        """Say that a version of the second response has come; again changes nothing."""
        request = booking_pb2.AcknowledgeResponseRequest(tcn=tcn, ordinal=ordinal)
        return self.call(request, booking_pb2.AcknowledgeResponseResponse).booking

    def watch_booking(self, tcn: str, *, timeout_s: float | None = None) -> Iterator[Booking]:
        """Yield the booking now and at each change until it is complete.

        Reconnects where the service goes away, and yields no state twice. timeout_s: for all of
        it; None waits for ever.
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
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _MAX_RECONNECT_PAUSE_S)

    def wait_for_booking(self, tcn: str, *, timeout_s: float | None = None) -> Booking:
        """Wait until a booking is complete."""
        *_, booking = self.watch_booking(tcn, timeout_s=timeout_s)
        return booking

    def _watch_once(self, tcn: str, end_s: float | None) -> Iterator[Booking]:
        remaining_s = None if end_s is None else max(0.0, end_s - time.monotonic())
        request = booking_pb2.WatchBookingRequest(tcn=tcn)
        for response in self.stream(request, booking_pb2.WatchBookingResponse, remaining_s):
            yield response.booking

    # Identification

    def enrol(
        self,
        gallery: str,
        samples: Iterable[Sample],
        *,
        encounter_id: str | None = None,
        identity_id: str = "",
        search_first: bool = False,
        target_fpir: float = 0.0,
    ) -> identification_pb2.EnrolResponse:
        """Enrol an encounter: of a new identity, or of the one named.

        search_first: enrol nothing where the search finds somebody; the answer then has candidates
        and no encounter. target_fpir: of that search; 0 means the service's default.

        encounter_id: makes a repetition harmless; without one, a random id is made, and only
        this call's own retries are harmless.
        """
        request = identification_pb2.EnrolRequest(
            gallery=gallery,
            encounter_id=random_id() if encounter_id is None else encounter_id,
            identity_id=identity_id,
            samples=samples,
            search_first=search_first,
            target_fpir=target_fpir,
        )
        return self.call(request, identification_pb2.EnrolResponse)

    def identify(
        self,
        gallery: str,
        samples: Iterable[Sample],
        *,
        target_fpir: float = 0.0,
        max_candidates: int = 0,
    ) -> identification_pb2.IdentifyResponse:
        """Search a gallery; 0 means the service's default."""
        request = identification_pb2.IdentifyRequest(
            gallery=gallery,
            samples=samples,
            target_fpir=target_fpir,
            max_candidates=max_candidates,
        )
        return self.call(request, identification_pb2.IdentifyResponse)

    def verify(
        self,
        gallery: str,
        identity_id: str,
        samples: Iterable[Sample],
        *,
        target_fmr: float = 0.0,
    ) -> identification_pb2.VerifyResponse:
        """Compare with one claimed identity; 0 means the service's default."""
        request = identification_pb2.VerifyRequest(
            gallery=gallery, identity_id=identity_id, samples=samples, target_fmr=target_fmr
        )
        return self.call(request, identification_pb2.VerifyResponse)

    def extract_template(self, sample: Sample) -> identification_pb2.ExtractTemplateResponse:
        """Extract the template of one sample; nothing is kept."""
        request = identification_pb2.ExtractTemplateRequest(sample=sample)
        return self.call(request, identification_pb2.ExtractTemplateResponse)

    def get_identity(self, gallery: str, identity_id: str) -> identification_pb2.Identity:
        """Read an identity."""
        request = identification_pb2.GetIdentityRequest(gallery=gallery, identity_id=identity_id)
        return self.call(request, identification_pb2.GetIdentityResponse).identity

    def list_encounters(
        self, gallery: str, identity_id: str, *, page_size: int = 0
    ) -> Iterator[identification_pb2.Encounter]:
        """Yield the encounters of an identity, oldest first, page by page."""
        request = identification_pb2.ListEncountersRequest(
            gallery=gallery, identity_id=identity_id, page_size=page_size
        )
        response = identification_pb2.ListEncountersResponse
        return self.pages(request, response, lambda page: page.encounters)

    def delete_encounter(self, gallery: str, encounter_id: str, *, expunge: bool = False) -> bool:
        """Delete an encounter for good; tell whether its identity went with it.

        expunge: the files of the index are overwritten too before the answer comes, or, where
        their disk refuses, as soon as it does not: the gallery's status tells.

        A retry after a lost answer finds it gone: ENCOUNTER_NOT_FOUND then means success.
        """
        request = identification_pb2.DeleteEncounterRequest(
            gallery=gallery, encounter_id=encounter_id, expunge=expunge
        )
        return self.call(request, identification_pb2.DeleteEncounterResponse).identity_deleted


def _is_past(end_s: float | None, pause_s: float) -> bool:
    return end_s is not None and time.monotonic() + pause_s >= end_s
