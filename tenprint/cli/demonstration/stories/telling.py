"""Tell both stories on a running service, to a detainer and to no action, both documented."""

from datetime import UTC, datetime

from rich.console import Console

from synthesis.images import PrintCache
from tenprint.cli.demonstration.cast import CAST, REMOVED
from tenprint.cli.demonstration.server_process import ServerAddress
from tenprint.cli.demonstration.stories import truth, wording
from tenprint.cli.demonstration.stories.agencies import US_STATE, activate_county, open_agencies
from tenprint.cli.demonstration.stories.chain import FIELD_OFFICE, JAIL, OFFICER, Chain, refusal
from tenprint.cli.demonstration.stories.teller import Story, Teller
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2 import DETAINER_STATE_CUSTODY_TAKEN, Detainer

_JAILER = "JAILER-3"
_DETAINER_ACTIONS = (
    "detainer_requested",
    "detainer_acknowledged",
    "detainer_clock_started",
    "detainer_custody_taken",
)
_INTRODUCTION = (
    "\n[bold]Two cases in full[/], on the same service: seconds since the booking, who, and what. "
    "IAFIS is the FBI's criminal file, IDENT the file of the Department of Homeland Security, the "
    "LESC the center that researches immigration status. Field offices decide, jails may decline. "
    "Every step is checked against the truth. Rules are those of docs/programme.md, from the audit."
)


def tell_stories(console: Console, address: ServerAddress, prints: PrintCache) -> list[Story]:
    """Tell each case from the booking to its end."""
    console.print(_INTRODUCTION)
    stories = []
    with open_agencies(address) as agencies:
        activate_county(agencies.operator)
        for number, character in enumerate(CAST, 1):
            teller = Teller(console, f"Story {number} of {len(CAST)}: {character.title}")
            chain = Chain(agencies, teller, character, prints)
            chain.prepare()
            chain.book()
            chain.research()
            chain.assess()
            ending = _end_in_custody if character is REMOVED else _end_without_action
            ending(chain)
            stories.append(teller.story)
    return stories


def _end_in_custody(chain: Chain) -> None:
    """Ask for a detainer, take custody in time, document and close the case."""
    detainer_id = f"detainer:{chain.character.tcn}"
    _ask_to_hold(chain, detainer_id)
    _start_clock(chain, detainer_id)
    chain.try_to_close((*truth.UNDOCUMENTED, "detainer.end_time"))
    taken = chain.agencies.office.detainers.take_custody(detainer_id, OFFICER)
    chain.teller.tell(
        FIELD_OFFICE,
        "Officers take the person over in time, and the clock stops.",
        [] if taken.state == DETAINER_STATE_CUSTODY_TAKEN else ["nobody was taken over"],
        taken.end_time,
    )
    chain.document(
        pb2.EncounterRecord(manner=pb2.ENCOUNTER_MANNER_IN_PERSON, place="Demo County jail"),
        pb2.Disposition(
            action=pb2.DISPOSITION_ACTION_DETENTION_REQUESTED,
            reason=pb2.DISPOSITION_REASON_PRIORITY_1,
        ),
        "the encounter (in person, at the county jail) and the disposition (detention requested, "
        "because of priority 1)",
    )
    chain.audit(detainer_id, _DETAINER_ACTIONS)


def _end_without_action(chain: Chain) -> None:
    """Do nothing about a citizen, document the decision and close the case."""
    detainer_id = f"detainer:{chain.character.tcn}"
    detainers = chain.agencies.office.detainers
    said, faults = refusal(
        lambda: detainers.request(
            chain.case_id,
            OFFICER,
            detainer_id=detainer_id,
            against_advice_because="to show that no reason makes it possible",
        ),
        truth.DETAINER_REFUSED,
    )
    chain.teller.tell(
        FIELD_OFFICE,
        f"To show it: {OFFICER} asks for a detainer all the same, even giving a reason. Refused:",
        faults,
        details=[said],
    )
    chain.try_to_close(truth.UNDOCUMENTED)
    chain.document(
        pb2.EncounterRecord(manner=pb2.ENCOUNTER_MANNER_RECORDS_ONLY),
        pb2.Disposition(
            action=pb2.DISPOSITION_ACTION_NO_DETENTION,
            reason=pb2.DISPOSITION_REASON_US_CITIZEN,
        ),
        "the encounter (records only: nobody had to be met) and the disposition (no action, "
        "because of U.S. citizenship)",
    )
    chain.audit(detainer_id, ())


def _ask_to_hold(chain: Chain, detainer_id: str) -> None:
    asked = chain.agencies.office.detainers.request(chain.case_id, OFFICER, detainer_id=detainer_id)
    chain.teller.tell(
        FIELD_OFFICE,
        f"{OFFICER} decides to follow it, and asks the jail to hold the person for up to 48 hours "
        "beyond the release. The service never asks by itself, and the jail may decline.",
        at=asked.request_time,
    )
    agreed = chain.agencies.jail.detainers.acknowledge(detainer_id, _JAILER)
    chain.teller.tell(JAIL, f"{_JAILER} agrees.", at=agreed.acknowledge_time)


def _start_clock(chain: Chain, detainer_id: str) -> None:
    running = chain.agencies.jail.detainers.report_release(detainer_id, datetime.now(UTC), _JAILER)
    chain.teller.tell(
        JAIL,
        "The person would go free (at once, to keep this short), so the clock starts. Without "
        "Saturdays, Sundays and federal holidays, "
        f"48 hours from {_texas(running, 'release_time')} end on "
        f"{_texas(running, 'expire_time')} (Texas time). Then the jail must release; nothing "
        "extends it.",
        truth.clock_faults(running, US_STATE),
        running.release_time,
    )


def _texas(detainer: Detainer, field: str) -> str:
    return wording.local_words(getattr(detainer, field).ToDatetime(UTC), US_STATE)
