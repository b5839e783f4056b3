"""People in several cases, under either mode of the LESC."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from database.caller import Caller
from interop.cases.detainer_life import Detainer
from interop.cases.priorities import Advice
from interop.cases.types import Actor, Case
from interop.lesc.research import SOURCES, FactKind, Ground
from interop.names import case_id
from lesc_stub.types import Mode
from tests.interop.case_world import AGENCY, OFFICER, CaseWorld
from tests.interop.histories import determination

FIRST, SECOND, THIRD = "BOOKING-00001", "BOOKING-00002", "BOOKING-00003"
ELSEWHERE = "TX2020000"
DAY_S = 24 * 3600.0

OVERSTAYED = determination(grounds=[Ground.OVERSTAYED])
REMOVED = "removals: removed on 2010-05-06"
"""What speaks against a claim of citizenship."""

JAIL_ELSEWHERE = replace(AGENCY, caller=replace(AGENCY.caller, ori=ELSEWHERE))
LESC = Actor(Caller("DCLESC000", frozenset({"lesc"}), "arrest"), "LESC-3")
SUPERVISOR = Actor(Caller("ICEHOU000", frozenset({"supervisor"}), "arrest"), "CHIEF-1")


class People:
    """An office that works in one mode."""

    def __init__(self, office: CaseWorld, mode: Mode) -> None:
        self.office, self.mode = office, mode
        office.sources.hold("entry_exit", FactKind.ADMITTED)

    def alerted(self, tcn: str = FIRST, **matched: Any) -> Case:  # noqa: ANN401 - of `match`
        """Have somebody matched and researched, so that an officer could ask for a detainer."""
        if self.mode is Mode.SHARED:
            return self.office.alerted(OVERSTAYED, tcn, **matched)
        self.office.alerted(OVERSTAYED, tcn, None, **matched)
        self.office.look_up(SOURCES, tcn)
        return self.office.case(tcn)

    def answer(self, version: int, tcn: str = FIRST, **said: Any) -> None:  # noqa: ANN401
        """Let the LESC answer again as before."""
        research = self.office.sources.research(self.office.clock.now)
        shared = research if self.mode is Mode.SHARED else None
        self.office.answer(OVERSTAYED, version, tcn, shared, **said)

    def advice(self, tcn: str = FIRST) -> Advice:
        return self.office.cases.assess(case_id(tcn), OFFICER).advice

    def claim(self, tcn: str = FIRST, by: Actor = OFFICER, claim_id: str = "C-1") -> None:
        self.office.cases.record_claim(case_id(tcn), claim_id, by)

    def detainers(self, *tcns: str) -> Sequence[Detainer]:
        return [one for tcn in tcns for one in self.office.case(tcn).detainers]

    def in_custody(self, tcn: str = FIRST) -> Detainer:
        """Have officers take somebody over."""
        self.office.running("D-1", tcn)
        return self.office.detainers.take_custody("D-1", OFFICER)
