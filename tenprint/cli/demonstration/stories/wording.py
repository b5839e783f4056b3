"""Put the answers of services into words, for a reader who is new to the programme."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from interop.local_time import local
from synthesis.lives import Life
from tenprint.cli.shared import output
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import research_pb2
from tenprint.v1.audit_service_pb2 import AuditEntry, VerifyAuditLogResponse
from tenprint.v1.candidate_pb2 import Candidate

_ADVICE = {
    pb2.ADVICE_DETAIN: "ask for a detainer",
    pb2.ADVICE_MAY_DETAIN: "a detainer is possible",
    pb2.ADVICE_NO_DETAINER: "no detainer",
    pb2.ADVICE_UNDETERMINED: "none can be computed",
    pb2.ADVICE_SUSPENDED: "suspended",
}


def introduction(life: Life) -> str:
    """Say whom the story is about, and what is on file."""
    met = ", ".join(f"{_plain(one.kind)} {one.time.year}" for one in life.encounters)
    sources = len({fact.source for fact in life.facts})
    history = f"{len(life.events)} entries" if life.events else "nothing"
    return (
        f"{life.name}, born {life.date_of_birth}, is invented. On file before today: in IDENT the "
        f"prints of {len(life.encounters)} encounters ({met}); in IAFIS {history}; in {sources} of "
        "the LESC's 16 sources what is true of this life."
    )


def first_response(response: booking_pb2.FirstResponse) -> str:
    """Say what the criminal file knows, and what the agency gets."""
    sheet = response.rap_sheet
    if response.finding == booking_pb2.SEARCH_RESULT_FINDING_IDENT:
        known = f"knows the prints (score {_score(response.candidates)})"
    else:
        known = "does not know the prints and files them as a new person's"
    return (
        f"{known}. First response to the jail, with the rap sheet of FBI number {sheet.fbi_number}:"
    )


def match(response: booking_pb2.SecondResponse, county: str, since: date) -> str:
    """Say why IDENT got the prints, whom IDENT found, and what follows."""
    return (
        f"gets the prints too, because {county} takes part since {since}. IDENT knows "
        f"them (score {_score(response.candidates)}), and asks the LESC: a match tells who it is, "
        "never what status."
    )


def research(found: research_pb2.Research) -> str:
    """Say how many sources were asked and how many knew something."""
    known = sum(bool(one.facts) for one in found.findings)
    spoke = (research_pb2.LOOK_UP_OUTCOME_FOUND, research_pb2.LOOK_UP_OUTCOME_NOT_FOUND)
    mute = [_plain(one.source) for one in found.findings if one.outcome not in spoke]
    silent = f"; without an answer: {', '.join(mute)}" if mute else ""
    return f"asks {len(found.findings)} sources, of which {known} know this person{silent}:"


def determination(found: research_pb2.Determination) -> str:
    """Say the status and its grounds."""
    status = output.enum_words(research_pb2.ImmigrationStatus, found.status)
    grounds = [output.enum_words(research_pb2.RemovalGround, one) for one in found.grounds]
    return status.replace("us citizen", "U.S. citizen") + (
        f" ({', '.join(grounds)})" if grounds else ""
    )


def alert(case: pb2.Case, finding_count: int) -> str:
    """Say which office was alerted, and what the alert contains."""
    when = local_words(case.alert_time.ToDatetime(UTC), case.us_state)
    office = _plain(case.office).title()
    told = (
        f"The office in {office} is alerted"
        if case.alerted_to == case.office
        else f"It is {when} in Texas and the office in {office} is closed, so the "
        f"{_plain(case.alerted_to)} is alerted for it"
    )
    return (
        f"{told}. All {finding_count} findings travel with the case, with source, time and "
        "specialist: nobody has to look again."
    )


def advice(found: pb2.AssessCaseResponse) -> str:
    """Say the advice with its reasons."""
    level = f", level {found.level}" if found.level else ""
    rank = f" (priority {found.priority}{level})" if found.priority else ""
    reasons = "; ".join(f"{one.text} (rule {one.rule})" for one in found.reasons)
    return f"{_ADVICE[found.advice]}{rank}. Reasons: {reasons}"


def audit(
    logged: Sequence[AuditEntry],
    held: Sequence[AuditEntry],
    head_sequence: int,
    verified: VerifyAuditLogResponse,
) -> str:
    """Say what the log holds, and whether its chain is intact."""
    seen = [_plain(one.action) for one in [*logged, *held] if one.actor_ori]
    state = "intact" if verified.intact else "BROKEN"
    return (
        f"reads who did what to the case ({_counted(seen)}), and has the log's chain of "
        f"{verified.head.sequence} entries computed again: {state}, entry {head_sequence} as it "
        "was noted down before the arrest."
    )


def local_words(time: datetime, us_state: str) -> str:
    """Say a moment by the clock of a State."""
    return f"{local(time, us_state):%a %d %b %Y, %H:%M}"


def _counted(words: Iterable[str]) -> str:
    counts = Counter(words).items()
    return ", ".join(word if n == 1 else f"{word} {n} times" for word, n in counts)


def _score(candidates: Sequence[Candidate]) -> str:
    return f"{candidates[0].score_db:.0f} dB" if candidates else "nobody"


def entry(entry: booking_pb2.FirstResponse.Entry) -> str:
    """Write an entry of a rap sheet."""
    imposed = entry.imposed_sentence_months
    term = f", {imposed} months" if entry.HasField("imposed_sentence_months") else ""
    return f"{output.date_words(entry.date)} {entry.kind}: {entry.literal}{term}"


def finding(found: research_pb2.Finding) -> str:
    """Write the facts that a source told."""
    return f"{_plain(found.source)}: {', '.join(map(_fact, found.facts))}"


def _fact(fact: research_pb2.Fact) -> str:
    of = f" of {fact.conviction.literal}" if fact.HasField("conviction") else ""
    return f"{_plain(fact.kind)}{of} {output.date_words(fact.from_date)}"


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").replace("re entry", "re-entry")
