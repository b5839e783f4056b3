"""Tell three stories on a running service: to a detainer, to no action, and to a release."""

from rich.console import Console

from synthesis.images import PrintCache
from tenprint.cli.demonstration.cast import CAST, CITIZEN, REMOVED, UNDOCUMENTED_CITIZEN
from tenprint.cli.demonstration.server_process import ServerAddress
from tenprint.cli.demonstration.stories import truth
from tenprint.cli.demonstration.stories.agencies import activate_county, open_agencies
from tenprint.cli.demonstration.stories.chain import FIELD_OFFICE, OFFICER, Chain, refusal
from tenprint.cli.demonstration.stories.claimed import end_by_claim
from tenprint.cli.demonstration.stories.holding import ask_to_hold, start_clock
from tenprint.cli.demonstration.stories.teller import Story, Teller
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2 import DETAINER_STATE_CUSTODY_TAKEN

_DETAINER_ACTIONS = (
    "detainer_requested",
    "detainer_acknowledged",
    "detainer_clock_started",
    "detainer_custody_taken",
)
_INTRODUCTION = (
    "\n[bold]Three people's cases in full[/], on the same service: seconds since the booking, who, "
    "and what. IAFIS is the FBI's criminal file, IDENT the file of the Department of Homeland "
    "Security, the LESC the center that researches immigration status. Field offices decide, jails "
    "may decline. Every step is checked against the truth. Rules are those of docs/programme.md, "
    "from the audit."
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
            chain.research(character.shown)
            chain.assess()
            _ENDINGS[character.tcn](chain)
            stories.append(teller.story)
    return stories


def _end_in_custody(chain: Chain) -> None:
    """Ask for a detainer, take custody in time, document and close the case."""
    detainer_id = f"detainer:{chain.character.tcn}"
    ask_to_hold(chain, detainer_id)
    start_clock(chain, detainer_id)
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


_ENDINGS = {
    REMOVED.tcn: _end_in_custody,
    CITIZEN.tcn: _end_without_action,
    UNDOCUMENTED_CITIZEN.tcn: end_by_claim,
}
