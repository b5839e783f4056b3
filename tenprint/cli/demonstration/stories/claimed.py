"""A citizen without papers claims citizenship in a hold, goes free, and is arrested again."""

import time
from collections.abc import Callable

from synthesis.lives import Status
from tenprint.cli.demonstration.stories import truth, wording
from tenprint.cli.demonstration.stories.chain import (
    FIELD_OFFICE,
    JAIL,
    LESC,
    OFFICER,
    Chain,
    refusal,
)
from tenprint.cli.demonstration.stories.holding import JAILER, ask_to_hold, start_clock
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2

_SEEN = "a mother's certificate of naturalisation, and the birth certificate that names her"
_ESTABLISHED = ("central_index", "citizenship_established")
_ALARMS = ("claim_unresolved", "detainer_cancelled")
_DETAINER_ACTIONS = (
    "detainer_requested",
    "detainer_acknowledged",
    "detainer_clock_started",
    "detainer_cancelled",
    "detainer_viewed",
    "release_confirmed",
)
_DETAINER_STATE = "DETAINER_STATE"
_WAIT_S, _PAUSE_S = 120.0, 0.1


def end_by_claim(chain: Chain) -> None:
    """Hold the person, take the claim, release the person, and arrest the person again."""
    detainer_id = f"detainer:{chain.character.tcn}"
    ask_to_hold(chain, detainer_id)
    start_clock(chain, detainer_id)
    claim_id = f"claim:{chain.character.tcn}"
    _claim(chain, claim_id, detainer_id)
    _release(chain, detainer_id)
    _uphold(chain, claim_id)
    chain.document(
        pb2.EncounterRecord(manner=pb2.ENCOUNTER_MANNER_IN_PERSON, place="Demo County jail"),
        pb2.Disposition(
            action=pb2.DISPOSITION_ACTION_NO_DETENTION, reason=pb2.DISPOSITION_REASON_US_CITIZEN
        ),
        "the encounter (in person) and the disposition (no detention, because of U.S. citizenship)",
        _ALARMS,
    )
    _know(chain)
    chain.audit(detainer_id, _DETAINER_ACTIONS)
    _arrest_again(chain.again())


def _claim(chain: Chain, claim_id: str, detainer_id: str) -> None:
    """Let the person claim citizenship in the jail; silence of the sources refutes nothing."""
    chain.agencies.jail.cases.record_claim(chain.case_id, JAILER, claim_id=claim_id)
    said, faults = refusal(
        lambda: chain.agencies.office.detainers.take_custody(detainer_id, OFFICER),
        _DETAINER_STATE,
    )
    chain.teller.tell(
        JAIL,
        f"While the 48 hours run, the person says: I am a citizen. {JAILER} writes the claim down. "
        "The LESC must look again, and nobody may take custody meanwhile:",
        faults,
        details=[said],
    )
    claim = _waited_for(lambda: _claim_of(chain), lambda one: one.state != pb2.CLAIM_STATE_OPEN)
    [held] = chain.agencies.office.cases.get(chain.case_id).case.detainers
    chain.teller.tell(
        LESC,
        "looks again. No source knows of a citizenship, and none of an authority's finding against "
        f"it: {claim.end_reason}. A claim is never refuted by silence, so the hold ends at once.",
        truth.claim_faults(claim, held),
        claim.end_time,
    )


def _release(chain: Chain, detainer_id: str) -> None:
    """Let the jail answer the notice that the person may not be held."""
    request = detainer_pb2.ListReleaseNoticesRequest(open_only=True)
    desk = chain.agencies.jail.detainers
    found = [one for one in desk.release_notices(request) if one.detainer_id == detainer_id]
    chain.teller.tell(
        JAIL,
        f"{JAILER} gets the notice ({found[0].cause if found else 'none'}), lets the person go, "
        "and confirms it. Silence would alarm after four hours.",
        [] if len(found) == 1 else [f"the jail has {len(found)} notices"],
    )
    for one in found:
        outcome = detainer_pb2.RELEASE_OUTCOME_NOT_HELD
        desk.confirm_release(one.notice_id, outcome, JAILER)


def _uphold(chain: Chain, claim_id: str) -> None:
    """Let an officer accept the claim because of papers that a relative brings."""
    upheld = chain.agencies.office.cases.uphold_claim(claim_id, _SEEN, OFFICER)
    chain.teller.tell(
        FIELD_OFFICE,
        f"The family brings {_SEEN}. {OFFICER} upholds the claim: it counts for ever, on every "
        "case, and the LESC's sources hold it from now on.",
        [] if upheld.state == pb2.CLAIM_STATE_UPHELD else ["the claim was not upheld"],
        upheld.end_time,
    )


def _know(chain: Chain) -> None:
    """Let the office acknowledge the alarms that the release raised."""
    cases = chain.agencies.office.cases
    raised = [one for one in cases.alarms(unacknowledged_only=True) if one.case_id == chain.case_id]
    for one in raised:
        cases.acknowledge_alarm(one.alarm_id, OFFICER)
    chain.teller.tell(
        FIELD_OFFICE,
        f"The release raised {len(raised)} alarms, which {OFFICER} acknowledges.",
        [] if sorted(one.kind for one in raised) == sorted(_ALARMS) else ["other alarms"],
    )


def _arrest_again(chain: Chain) -> None:
    """Arrest the person once more: everything is found, and nobody is held."""
    chain.teller.note("The same person is arrested once more, the same day.")
    chain.book()
    chain.research(Status.US_CITIZEN, [_ESTABLISHED])
    found = chain.agencies.office.cases.assess(chain.case_id)
    detainer_id = f"detainer:{chain.character.tcn}"
    said, faults = refusal(
        lambda: chain.agencies.office.detainers.request(
            chain.case_id, OFFICER, detainer_id=detainer_id, against_advice_because="to show it"
        ),
        truth.DETAINER_REFUSED,
    )
    if found.advice != pb2.ADVICE_NO_DETAINER:
        faults.append(f"the advice is {pb2.Advice.Name(found.advice)}")
    chain.teller.tell(
        FIELD_OFFICE,
        f"Advice: {wording.advice(found)}. A detainer asked for all the same is refused:",
        faults,
        details=[said],
    )
    chain.document(
        pb2.EncounterRecord(manner=pb2.ENCOUNTER_MANNER_RECORDS_ONLY),
        pb2.Disposition(
            action=pb2.DISPOSITION_ACTION_NO_DETENTION, reason=pb2.DISPOSITION_REASON_US_CITIZEN
        ),
        "the encounter (records only) and the disposition (no action, because of U.S. citizenship)",
    )
    chain.audit(detainer_id, ())


def _claim_of(chain: Chain) -> pb2.CitizenshipClaim:
    [claim] = chain.agencies.office.cases.get(chain.case_id).case.claims
    return claim


def _waited_for(
    read: Callable[[], pb2.CitizenshipClaim], is_done: Callable[[pb2.CitizenshipClaim], bool]
) -> pb2.CitizenshipClaim:
    """Read until it is done, or for two minutes."""
    deadline_s = time.monotonic() + _WAIT_S
    while not is_done(found := read()) and time.monotonic() < deadline_s:
        time.sleep(_PAUSE_S)
    return found
