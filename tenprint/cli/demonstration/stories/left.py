"""What the demonstration leaves to do, so that every desk of the console has work.

Nothing is put there: people ask each other for what they would ask, and nobody answers.
"""

import time
from collections.abc import Sequence

from rich.console import Console

from synthesis.images import PrintCache
from tenprint.channel import caller_metadata, open_channel
from tenprint.cli.demonstration.cast import HELD
from tenprint.cli.demonstration.server_process import ServerAddress
from tenprint.cli.demonstration.stories.agencies import Agencies, open_agencies
from tenprint.cli.demonstration.stories.chain import FIELD_OFFICE, JAIL, LESC, OFFICER, Chain
from tenprint.cli.demonstration.stories.holding import JAILER
from tenprint.cli.demonstration.stories.teller import Story, Teller
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.research import ResearchClient
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1.detainer_service_pb2 import DETAINER_STATE_REQUESTED
from tenprint.v1.report_service_pb2 import ExceptionKind

SPECIALIST = "SPECIALIST-5"
AUDITOR, AUDITOR_ORI = "auditor", "AUDITOR00"
_DOUBT = "the booking came without a photograph: please compare the prints once more"
_LONG_S = 3_600.0
"""A scripted specialist would answer after this time; a person takes the research before."""
_LEASE_MINUTES = 1
_WAIT_S, _PAUSE_S = 120.0, 0.1


def leave_work(
    console: Console, address: ServerAddress, prints: PrintCache, matched: Sequence[str]
) -> Story:
    """Ask people of every desk for something that they can do tomorrow.

    matched: the TCNs of bookings whose prints IDENT knows: of the first, examiners are asked; of
    the last, the person claims to be a citizen.
    """
    with open_agencies(address) as agencies:
        teller = Teller(console, "What is left to do, at the desks of the console")
        _check_nothing_is_open(address, teller)
        chain = Chain(agencies, teller, HELD, prints)
        chain.prepare()
        chain.book()
        chain.research()
        chain.assess()
        _ask_to_hold(chain)
        _ask_examiners(agencies, teller, matched[0])
        _claim(agencies, teller, address, matched[-1])
    return teller.story


def _check_nothing_is_open(address: ServerAddress, teller: Teller) -> None:
    """See that all matches, queries, holds and notices so far have what they must have."""
    auditor = Client(address.target, ori=AUDITOR_ORI, roles=["auditor"], purpose="audit")
    with auditor:
        deadline_s = time.monotonic() + _WAIT_S
        while (found := auditor.reports.exceptions().exceptions) and time.monotonic() < deadline_s:
            time.sleep(_PAUSE_S)
    teller.tell(
        AUDITOR,
        "The report of exceptions is empty: until here nothing is left open."
        if not found
        else f"The report of exceptions has {len(found)} entries.",
        [f"{enum_name(ExceptionKind, one.kind)} {one.object_id}" for one in found],
    )


def _ask_to_hold(chain: Chain) -> None:
    """Ask the jail, which has not answered yet."""
    detainer_id = f"detainer:{chain.character.tcn}"
    asked = chain.agencies.office.detainers.request(chain.case_id, OFFICER, detainer_id=detainer_id)
    faults = [] if asked.state == DETAINER_STATE_REQUESTED else ["the jail is not asked"]
    chain.teller.tell(
        FIELD_OFFICE,
        f"{OFFICER} asks the jail to hold the person. For the jail to answer (Jail), and for the "
        "office to document (Work list).",
        faults,
        asked.request_time,
    )


def _ask_examiners(agencies: Agencies, teller: Teller, tcn: str) -> None:
    """Have the prints of a match compared again."""
    asked = agencies.office.corrections.compare(tcn, _DOUBT, officer=OFFICER)
    teller.tell(
        FIELD_OFFICE,
        f"{OFFICER} asks examiners about the prints of {tcn}. For two of them to decide (Compare), "
        "and for a supervisor to watch (Reviews).",
        [] if asked.item_id else ["no examiner is asked"],
        asked.request_time,
    )


def _claim(agencies: Agencies, teller: Teller, address: ServerAddress, tcn: str) -> None:
    """Let a person claim to be a citizen, and a specialist begin and go home."""
    slow = lesc_pb2.Script(research_delay_s=_LONG_S)
    agencies.lesc.SetScript(lesc_pb2.SetScriptRequest(script=slow))
    claim = agencies.jail.cases.record_claim(f"case:{tcn}", JAILER, claim_id=f"claim:{tcn}")
    is_open = claim.state == case_pb2.CLAIM_STATE_OPEN
    teller.tell(
        JAIL,
        f"The person of {tcn} says: I am a citizen. {JAILER} writes the claim down.",
        [] if is_open else ["the claim is not open"],
        claim.claim_time,
    )
    metadata = caller_metadata("LESC00000", ["lesc"], "interoperability")
    with open_channel(address.lesc_target, metadata=metadata) as channel:
        research = ResearchClient(channel)
        found = _waited_for(research, tcn)
        for one in found:
            research.take(one.task_id, SPECIALIST, lease_minutes=_LEASE_MINUTES)
    agencies.lesc.SetScript(lesc_pb2.SetScriptRequest(script=lesc_pb2.Script()))
    teller.tell(
        LESC,
        f"{SPECIALIST} begins to look again, and goes home. After a minute it waits for another "
        "specialist (Research).",
        [] if len(found) == 1 else [f"the LESC has {len(found)} researches of the claim"],
    )


def _waited_for(research: ResearchClient, tcn: str) -> list[lesc_pb2.ResearchTask]:
    """List the researches of claims of a booking's person, as soon as the LESC has any."""
    deadline_s = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline_s:
        found = [one for one in research.tasks() if one.tcn == tcn and one.claim_id]
        if found:
            return found
        time.sleep(_PAUSE_S)
    return []
