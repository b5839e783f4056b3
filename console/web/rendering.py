"""Templates become pages. Every value is text: nothing that anybody wrote becomes markup."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from console.gateway import LABELS, missing_words, values_in_words
from console.web import words

FOLDER = Path(__file__).resolve().parents[1]
STATIC = FOLDER / "static"


class Rendering:
    """Draws templates. Safe for threads."""

    def __init__(self) -> None:
        """Read the templates' folder."""
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        version = _version()
        self._templates.globals["labels"] = LABELS
        self._templates.globals["static"] = lambda name: f"/static/{name}?v={version}"
        self._templates.filters.update(
            {
                "moment": _moment,
                "by_clock": _by_clock,
                "day": words.day,
                "dates": words.dates,
                "finger": words.finger,
                "pair": lambda word: (word, word),
                "lacking": missing_words,
                "values": values_in_words,
            }
        )
        tests: dict[str, Callable[..., Any]] = {"enum": words.enum}
        self._templates.globals.update(tests)

    def draw(self, template: str, zone: ZoneInfo | None = None, **values: Any) -> str:  # noqa: ANN401 - what the template names
        """Draw a template. zone: of the times that the template shows."""
        return self._templates.get_template(template).render(zone=zone or ZoneInfo("UTC"), **values)


@pass_context
def _moment(context: Context, time: Any) -> words.Moment:  # noqa: ANN401 - a time of any form
    return words.moment(time, context["zone"])


@pass_context
def _by_clock(context: Context, text: str) -> str:
    return words.by_clock(text, context["zone"])


def _version() -> str:
    """Name the present state of style and scripts, so that browsers keep no older one."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
