"""Whether an answer about an invented person is right: who is enrolled is known, so is who was
picked."""

from collections.abc import Iterable, Mapping, Sequence

from console import invented
from console.screens.trying.trial import Trial
from console.web import Cell, Page
from tenprint.v1.candidate_pb2 import Candidate

_KEPT = "/try/enrolled"


def judged(page: Page, trial: Trial, gallery: str, found: Iterable[Candidate]) -> Cell | None:
    """Judge the candidates of an answer; None if nobody knows who is who."""
    if trial.seed is None:
        return None
    here = {**_known(page).get(gallery, {}), **_enrolled(page).get(gallery, {})}
    return verdict(trial.seed, gallery, here, [one for one in found if one.above_threshold])


def verdict(
    seed: int, gallery: str, here: Mapping[str, int], found: Sequence[Candidate]
) -> Cell | None:
    """Judge whom a gallery found, the best first, of the person of a seed.

    here: the persons of the gallery's encounters; empty: nothing is known.
    """
    picked = f"person {seed}"
    if not found and not here:
        return None
    if not found and seed in here.values():
        return Cell("missed", note=f"{picked} was in {gallery}, and was not found", tone="bad")
    if not found:
        return Cell("right", note=f"{picked} was not in {gallery}", tone="good")
    encounter = found[0].encounter_id
    of = here.get(encounter)
    if of is None:
        return Cell("not known", note=f"this page does not know whose prints {encounter} are")
    words = f"{picked} was picked, and {encounter} is of person {of}"
    if of == seed:
        return Cell("the right person", note=words, tone="good")
    return Cell("not the person who was picked", note=words, tone="bad")


def people(page: Page) -> Mapping[str, str]:
    """List the numbers of the people whom a demonstration has enrolled, by gallery, in words."""
    return {gallery: ranges(found.values()) for gallery, found in _known(page).items() if found}


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers in words, such as `1 to 3, 7`."""
    runs = list[list[int]]()
    for one in sorted(set(numbers)):
        if runs and one == runs[-1][-1] + 1:
            runs[-1][1:] = [one]
        else:
            runs.append([one])
    return ", ".join(" to ".join(str(end) for end in run) for run in runs)


def enrolled(page: Page, trial: Trial, gallery: str, encounter_id: str) -> None:
    """Remember for this session whose prints were just enrolled."""
    if trial.seed is not None:
        _enrolled(page).setdefault(gallery, {})[encounter_id] = trial.seed


def _known(page: Page) -> invented.Known:
    console = page.console
    return invented.read(console.settings.data) if console.is_demonstration else {}


def _enrolled(page: Page) -> dict[str, dict[str, int]]:
    found = page.session.kept.setdefault(_KEPT, {})
    assert isinstance(found, dict)
    return found
