"""What is said of real people: their prints, each person, each failure, what was skipped."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.data import skipped_lines
from benchmarks.identification import judging
from benchmarks.identification.people.cases import Case, FingerPair, finger_pairs, list_cases
from benchmarks.identification.people.cast import Cast
from benchmarks.identification.people.extracting import Extracted
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import TARGET_FPIR, Mask

MOST_LISTED = 500
"""Skipped prints, and failures of a finger set, that are listed one by one."""

Json = dict[str, object]


def of_prints(cast: Cast) -> Json:
    """Describe the prints of all real people, and what was skipped."""
    used = _prints(cast)
    failed = Counter(one.failure for one in used if one.failure)
    encounters = [one for person in cast.people for one in person.encounters]
    return {
        "people": {
            "real": len(cast.people),
            "synthetic": cast.synthetic_count,
            "with_one_encounter": sum(len(one.encounters) == 1 for one in cast.people),
            "encounters": len(encounters),
            "encounters_by_finger_count": _counted(len(one.prints) for one in encounters),
            "failures_to_enrol": sum(_not_enrolled(cast, n) for n in range(len(cast.people))),
        },
        "prints": {
            "used": len(used),
            "failed_to_extract": sum(failed.values()),
            "failed_by_reason": dict(failed.most_common()),
            "by_ppi": _counted(one.print.ppi for one in used),
            "by_impression": _counted(one.print.impression.name.lower() for one in used),
            "quality": _quantiles([one.quality for one in used if not one.failure]),
        },
        "skipped": {
            "count": len(cast.skipped),
            "by_reason": dict(Counter(one.reason for one in cast.skipped).most_common()),
            "first": [
                {
                    "line": one.line,
                    "file": Path(one.path).name,
                    "reason": one.reason,
                    "detail": one.detail,
                }
                for one in cast.skipped[:MOST_LISTED]
            ],
        },
    }


def lines(cast: Cast) -> list[str]:
    """Say what will be searched, and what was passed over."""
    person, _ = cast.probes()
    alone = sum(len(cast.people[number].encounters) == 1 for number in person.tolist())
    used = _prints(cast)
    failed = Counter(one.failure for one in used if one.failure)
    told = [
        f"{len(cast.people):,} people of {len(used):,} prints, and {cast.synthetic_count:,} "
        "synthetic people, are enrolled.",
        f"{len(person):,} encounters are searched with: {len(person) - alone:,} of them with the "
        f"person enrolled, and {len(person):,} with the person left out.",
    ]
    told += [f"Without template: {count:,} × {reason}" for reason, count in failed.most_common()]
    return [*told, *skipped_lines(cast.skipped)]


def of_searches(cast: Cast, searches: Searches, reference_count: int) -> Json:
    """Describe each person, and each failure at the target FPIR."""
    cuts = judging.cuts_db(searches, reference_count, TARGET_FPIR)
    missed, wrong = judging.missed(searches, cuts), judging.wrong(searches, cuts)
    order = np.argsort(searches.person, kind="stable")
    edges = np.searchsorted(searches.person[order], np.arange(len(cast.people) + 1))
    cases = list_cases(searches, reference_count)
    return {
        "by_person": [
            _person(cast, number, searches.part(own), missed[own], wrong[own])
            for number in range(len(cast.people))
            for own in [order[edges[number] : edges[number + 1]]]
        ],
        "failures": [_failure(cast, one) for one in cases[:MOST_LISTED]],
    }


def _person(cast: Cast, number: int, searches: Searches, missed: Mask, wrong: Mask) -> Json:
    """Describe a person and all searches for this person."""
    person = cast.people[number]
    mated, nonmated = searches.mated, ~searches.mated
    quality = [
        one.quality for e in person.encounters for one in e.prints.values() if not one.failure
    ]
    return {
        "person": person.name,
        "encounters": len(person.encounters),
        "enrolled_fingers": sum(len(one.prints) for one in cast.enrolled(number)[:1]),
        "median_quality": float(np.median(quality)) if quality else None,
        "mated_searches": int(mated.sum()),
        "misses": int(missed.sum()),
        "lowest_mate_db": _finite(searches.mate_db[mated].min(initial=np.inf)),
        "nonmated_searches": int(nonmated.sum()),
        "false_positives": int(wrong.sum()),
        "highest_other_db": _finite(searches.other_db[nonmated].max(initial=-np.inf)),
    }


def _failure(cast: Cast, case: Case) -> Json:
    return {
        "kind": "miss" if case.missed else "false positive",
        "person": cast.people[case.person].name,
        "encounter": cast.people[case.person].encounters[case.encounter].name,
        "fingers": [int(finger) for finger in case.fingers],
        "compared_with": cast.name(case.other),
        "score_db": _finite(case.score_db),
        "threshold_db": case.threshold_db,
        "shortlist_rank": case.shortlist_rank,
        "pairs": [_pair(one) for one in finger_pairs(cast, case)],
    }


def _pair(pair: FingerPair) -> Json:
    both = (pair.probe.template, pair.reference.template)
    return {
        "finger": int(pair.finger),
        "llr": round(pair.llr, 2),
        "minutiae": [one.minutia_count for one in both],
        "quality": [one.quality for one in both],
    }


def _prints(cast: Cast) -> list[Extracted]:
    return [
        one
        for person in cast.people
        for encounter in person.encounters
        for one in encounter.prints.values()
    ]


def _not_enrolled(cast: Cast, number: int) -> bool:
    enrolled = cast.enrolled(number)
    return all(one.failure for encounter in enrolled for one in encounter.prints.values())


def _counted(values: Iterable[int] | Iterable[str]) -> dict[str, int]:
    return {str(value): count for value, count in sorted(Counter(values).items())}


def _quantiles(values: Sequence[int]) -> Mapping[str, float]:
    shares = (0.0, 0.1, 0.5, 0.9, 1.0) if values else ()
    return {f"{share:g}": float(np.quantile(values, share)) for share in shares}


def _finite(value: float) -> float | None:
    """JSON knows no infinity: None stands for a person who was not compared."""
    return round(float(value), 2) if np.isfinite(value) else None
