"""The rules of IAFIS: what the first response tells the booking agency."""

from datetime import datetime

from gallery.types import Candidate, Identification, Retention
from interop.bookings.types import Finding, FirstResponse


def finding(identification: Identification, retention: Retention | None) -> Finding:
    """Decide whether the searched gallery knew the person before (EBTS 2.059 SRF: I or N)."""
    if retention is not None:
        return Finding.NON_IDENT if retention.new_identity else Finding.IDENT
    return Finding.IDENT if known(identification) is not None else Finding.NON_IDENT


def known(identification: Identification) -> Candidate | None:
    """Pick the best candidate if it reaches the threshold of its search."""
    best = min(identification.candidates, key=lambda c: c.rank, default=None)
    return best if best is not None and best.above_threshold else None


def first_response(
    tcn: str,
    identification: Identification,
    retention: Retention | None,
    response_time: datetime,
    *,
    retained_in: str,
) -> FirstResponse:
    """Compose the SRE; its TCR (1.010) is the submission's TCN (1.009).

    retention: None if nothing was kept. Prints in another gallery, the civil gallery, give no
    identity of the criminal file.
    """
    searched = identification.report.gallery
    kept_here = retention if retained_in == searched else None
    person = known(identification)
    found = person.identity_id if person else ""
    return FirstResponse(
        tcr=tcn,
        finding=finding(identification, kept_here),
        identity_id=kept_here.identity_id if kept_here else found,
        encounter_id=retention.encounter_id if retention else "",
        candidates=identification.candidates,
        report=identification.report,
        response_time=response_time,
        retained_in=retained_in,
    )
