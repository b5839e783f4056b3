"""Stages of corrections: matches that are withdrawn, reinstated or compared again."""

from collections.abc import Callable, Mapping

from tenprint.v1 import correction_service_pb2 as pb2
from tests.fuzz.stages.callers import OFFICER, Staged, by_centre, by_supervisor
from tests.fuzz.stages.world import World, first

_DIFFERENT = pb2.CORRECTION_REASON_DIFFERENT_PERSON


def _corrected(world: World) -> pb2.Correction:
    return world.supervisor.corrections.correct(world.matched().tcn, _DIFFERENT)


def _correct(world: World) -> Staged:
    one = world.matched()
    return by_supervisor(
        pb2.CorrectMatchRequest(
            correction_id=f"CORRECTION-{one.tcn}",
            tcn=one.tcn,
            reason=_DIFFERENT,
            explanation="two examiners compared the cards",
        )
    )


def _get(world: World) -> Staged:
    return by_supervisor(
        pb2.GetCorrectionRequest(correction_id=world.once(_corrected).correction_id)
    )


def _list(_: World) -> Staged:
    return by_supervisor(pb2.ListCorrectionsRequest(page_size=5))


def _notices(_: World) -> Staged:
    return by_supervisor(pb2.ListNoticesRequest(page_size=5))


def _reinstate(world: World) -> Staged:
    correction = _corrected(world)
    return by_supervisor(
        pb2.ReinstateMatchRequest(
            reinstatement_id=f"REINSTATEMENT-{correction.tcn}",
            correction_id=correction.correction_id,
            reason="two examiners compared the cards again",
        )
    )


def _compare(world: World) -> Staged:
    one = world.matched()
    return by_centre(
        pb2.RequestComparisonRequest(
            comparison_id=f"COMPARISON-{one.tcn}",
            tcn=one.tcn,
            reason="the photographs differ",
            officer=OFFICER,
        )
    )


def _comparisons(_: World) -> Staged:
    return by_supervisor(pb2.ListComparisonsRequest(page_size=5))


def _acknowledge(world: World) -> Staged:
    tcn = _corrected(world).tcn
    notice = first(world.agency.corrections.notices(tcn=tcn, open_only=True), f"notice of {tcn}")
    return world.by_agency(pb2.AcknowledgeNoticeRequest(notice_id=notice.notice_id))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "CorrectMatch": _correct,
    "GetCorrection": _get,
    "ListCorrections": _list,
    "ListNotices": _notices,
    "ReinstateMatch": _reinstate,
    "RequestComparison": _compare,
    "ListComparisons": _comparisons,
    "AcknowledgeNotice": _acknowledge,
}
