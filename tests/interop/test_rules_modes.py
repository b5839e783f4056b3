"""R17 and R18, side by side: what both modes cost, and that they conclude the same."""

from dataclasses import dataclass, replace
from datetime import datetime

from interop.cases.desk import CaseDesk
from interop.cases.priorities import Advice
from interop.cases.queries import CaseFilter
from interop.lesc.messages import LescQuery
from interop.lesc.research import SOURCES, Finding
from interop.names import case_id, query_id
from lesc_stub.types import Mode
from synthesis.lives.people import life
from synthesis.lives.records import Life, Outcome
from tests.interop.case_world import OFFICER, CaseWorld
from tests.interop.lives import source_records
from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import LescWorld


@dataclass(frozen=True)
class Sources:
    """The LESC's sources, as a field office reaches them."""

    lesc: LescWorld

    def look_up(self, source: str, query: LescQuery, now: datetime) -> Finding:
        return self.lesc.desk.look_up(source, query.query_id, "FIELD-OFFICE")


@dataclass(frozen=True)
class Concluded:
    """What came of a match, whatever way the research went."""

    status: str
    grounds: tuple[str, ...]
    convictions: int
    advice: Advice
    priority: int | None


class Programme:
    """A LESC in one mode, and a field office that it alerts."""

    def __init__(self, office: CaseWorld, lesc: LescWorld, mode: Mode) -> None:
        lesc.restart(mode=mode)
        office.clock = lesc.clock
        office.cases = CaseDesk(office.database, Sources(lesc), clock=lesc.clock)
        self.office, self.lesc, self.mode = office, lesc, mode

    def match(self, one: Life) -> str:
        """Have somebody matched, researched and alerted about; the booking's TCN."""
        tcn = f"{self.mode.value}-{one.seed:06d}".upper()
        identity_id = f"IDENT-{tcn}"
        self.lesc.desk.put_records(
            [replace(record, record_id=tcn) for record in source_records(one, identity_id, "")]
        )
        self.office.match(tcn, identity_id)
        self.lesc.submit(0, query_id=query_id(tcn), tcn=tcn, identity_id=identity_id)
        self.lesc.run()
        self.lesc.run(RESEARCH_S)
        [answer] = [a for a in self.lesc.asker.taken if a.query_id == query_id(tcn)]
        self.office.answer(answer.determination, tcn=tcn, research=answer.research)
        return tcn

    def conclude(self, tcn: str) -> Concluded:
        """Work as an officer does: look everything up that the case does not hold."""
        cases, case = self.office.cases, case_id(tcn)
        if cases.view(case, OFFICER).research is None:
            for source in SOURCES:
                cases.repeat_look_up(case, f"{tcn}-{source}", source, OFFICER)
        found, advice = cases.view(case, OFFICER).determination, cases.assess(case, OFFICER)
        assert found is not None
        return Concluded(
            found.status.name,
            tuple(ground.name for ground in found.grounds),
            len(found.convictions),
            advice.advice,
            advice.priority,
        )


def test_r17_r18_every_outcome_is_researched_twice_or_once_and_concluded_alike(
    office: CaseWorld, lesc: LescWorld
) -> None:
    """R17, R18: 16 look-ups repeated a match as audited, none where research is shared."""
    today = lesc.clock.now.date()
    lives = [life(seed, today, outcome) for seed, outcome in enumerate(Outcome)]
    repeated, told = {}, {}
    for mode in (Mode.SHARED, Mode.AS_AUDITED):
        programme = Programme(office, lesc, mode)
        told[mode] = [programme.conclude(programme.match(one)) for one in lives]
        counts = office.cases.count(CaseFilter(), OFFICER)
        repeated[mode] = counts.repeated_look_up_count
        assert lesc.desk.statistics().repeated_look_up_count == repeated[mode]
    assert repeated == {Mode.SHARED: 0, Mode.AS_AUDITED: len(SOURCES) * len(lives)}
    assert told[Mode.AS_AUDITED] == told[Mode.SHARED]
    statuses = [one.status for one in told[Mode.SHARED]]
    assert statuses == [one.status_on(today).name for one in lives]
    detained = [one.advice in (Advice.DETAIN, Advice.MAY_DETAIN) for one in told[Mode.SHARED]]
    assert detained == [outcome.calls_for_detainer for outcome in Outcome]
