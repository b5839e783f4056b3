"""The demonstration from beginning to end."""

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from console import invented
from services.process import locked
from synthesis.images import PrintCache
from tenprint.cli.demonstration.bookings import BookingOutcome, run_booking
from tenprint.cli.demonstration.cast import cast_digest, cast_enrolments, known_people
from tenprint.cli.demonstration.enrolment import enrol_all
from tenprint.cli.demonstration.folders import DemoFolders
from tenprint.cli.demonstration.judgement import matches
from tenprint.cli.demonstration.picture import draw_identification
from tenprint.cli.demonstration.plan import IAFIS, ORI, Plan
from tenprint.cli.demonstration.report import as_json, print_outcome, print_summary
from tenprint.cli.demonstration.server_process import ServerAddress, running_server
from tenprint.cli.demonstration.stories import Story, leave_work, tell_stories
from tenprint.cli.shared import connection, output, stepwise, waiting
from tenprint.client import Client

EXPLORED = Path("out/demo/bookings")
"""The folder that `make explore` serves."""
CONSOLE = "http://127.0.0.1:50080/"
"""Where `tenprint serve` starts its console by default."""
_CALL_TIMEOUT_S = 120.0
_LESC_DELAY_S = 1.0
_DURATION = (
    "The first run takes 5 to 10 minutes on two idle cores, longer on busy ones, because it "
    "renders every print; later runs take half a minute to a few minutes."
)


@dataclass(frozen=True)
class Demonstration:
    """What the demonstration shows, and where its files lie."""

    plan: Plan
    root: Path
    cache: Path
    """Folder of the compiled network and the rendered prints."""
    fresh: bool
    """Enrol all people again."""
    json_path: Path | None

    def run(self, console: Console) -> bool:
        """Show everything; tell whether every answer was right."""
        start_s = time.monotonic()
        folders = DemoFolders(self.root, f"{self.plan.digest}-{cast_digest()}")
        with locked(self.root):
            if self.fresh:
                folders.start_over()
            _introduce(console, self.plan)
            self._enrol(console, folders)
            outcomes, stories, left = self._book(console, folders)
        is_right = all_right(outcomes, [*stories, left])
        duration_s = time.monotonic() - start_s
        _conclude(console, outcomes, stories, left, duration_s)
        self._invite(console, folders)
        if self.json_path:
            self._write_json(outcomes, stories, left, duration_s, is_right)
        return is_right

    def _invite(self, console: Console, folders: DemoFolders) -> None:
        """Say what to try next on the data that is left."""
        data = folders.bookings
        tenprint = _command()
        serve = f"{tenprint} serve --insecure-loopback --activation nationwide --data {data}"
        is_explored = data == EXPLORED and Path("Makefile").is_file()
        start = f"  make explore\nor, without make:\n  {serve}" if is_explored else f"  {serve}"
        console.print(
            "\nTry next, on the data of this run:\n"
            f"{start}\n"
            f"When it says that it is ready, open {CONSOLE} in a browser: one sign-in for each "
            "role.\n"
            "Look first at a case, as an officer (Work list); at a booking, as an agency "
            "(Transactions);\n"
            "or try prints of your own, as a visitor (Try it).\n"
            "And in a second shell:\n"
            f"  {tenprint} booking list --ori {ORI}\n"
            f"  {tenprint} booking show --ori {ORI} {self.plan.bookings[0].tcn}\n"
            f"  {tenprint} case list --role field_office\n"
            f"  {tenprint} gallery status --gallery ident --data {data}\n"
            f"  {tenprint} people make --count 1 --seed 901 --agency {ORI} --out people\n"
            f"  {tenprint} submit --ori {ORI} --watch people/person-000901/booking.eft",
            soft_wrap=True,
            markup=False,
            highlight=False,
        )

    def _enrol(self, console: Console, folders: DemoFolders) -> None:
        enrolments = [*self.plan.enrolments, *cast_enrolments()]
        if folders.is_enrolled:
            console.print(f"{len(enrolments)} encounters are enrolled from an earlier run.\n")
            return
        prints = PrintCache(self.cache / "prints")
        with (
            self._server(folders.enrolled) as address,
            connection.operator(address.target, _CALL_TIMEOUT_S) as client,
            stepwise("rendering and enrolling", len(enrolments), "encounters", console) as advance,
        ):
            enrol_all(client, prints, enrolments, advance)
        folders.mark_enrolled()

    def _book(
        self, console: Console, folders: DemoFolders
    ) -> tuple[list[BookingOutcome], list[Story], Story]:
        """Book on a copy, because a booking makes its person known to the next booking."""
        prints = PrintCache(self.cache / "prints")
        planned = self.plan.bookings
        outcomes = []
        with waiting("starting the server on a copy of the enrolled state", console) as change:
            data = folders.copy_enrolled()
            with (
                self._server(data) as address,
                _client(address, "law_enforcement") as client,
                _client(address, "operator") as judge,
            ):
                for number, one in enumerate(planned, 1):
                    change(f"{one.tcn}: rendering and submitting")
                    outcome = run_booking(
                        client,
                        judge,
                        address.lesc_target,
                        prints,
                        one,
                        lambda b: change(f"{b.tcn}: {output.state_name(b.state)}"),
                        agency=ORI,
                        file=folders.transaction,
                    )
                    print_outcome(console, outcome, number, len(planned))
                    outcomes.append(outcome)
                _draw(console, client, prints, outcomes, folders.picture)
                _tell_of_file(console, outcomes, folders.transaction)
                print_summary(console, outcomes)
                change("telling three cases in full")
                stories = tell_stories(console, address, prints)
                change("leaving work at every desk")
                matched = [one.planned.tcn for one in outcomes if one.queries]
                left = leave_work(console, address, prints, matched)
        invented.write(data, known_people(self.plan))
        return outcomes, stories, left

    def _server(self, data: Path) -> AbstractContextManager[ServerAddress]:
        return running_server(data, model_cache=self.cache, lesc_delay_s=_LESC_DELAY_S)

    def _write_json(
        self,
        outcomes: Sequence[BookingOutcome],
        stories: Sequence[Story],
        left: Story,
        duration_s: float,
        is_right: bool,
    ) -> None:
        assert self.json_path is not None
        content = {
            "people_per_gallery": self.plan.people_per_gallery,
            "people_in_both": self.plan.people_in_both,
            "synthetic": True,
            "all_right": is_right,
            "duration_s": round(duration_s, 1),
            "bookings": [as_json(outcome) for outcome in outcomes],
            "stories": [story.as_json() for story in stories],
            "left": left.as_json(),
        }
        self.json_path.parent.mkdir(parents=True, exist_ok=True)
        self.json_path.write_text(json.dumps(content, indent=2) + "\n")


def _command() -> str:
    """Name the command as it was called, such as `.venv/bin/tenprint`."""
    called = Path(sys.argv[0])
    if called.name != "tenprint" or not called.is_file():
        return "tenprint"
    return os.path.relpath(called)


def all_right(outcomes: Sequence[BookingOutcome], stories: Sequence[Story]) -> bool:
    """Tell whether all bookings and stories agree with the truth."""
    return not (any(one.faults for one in outcomes) or any(one.faults for one in stories))


def _client(address: ServerAddress, role: str) -> Client:
    return Client(
        address.target,
        ori=ORI,
        roles=[role],
        purpose="arrest",
        timeout_s=_CALL_TIMEOUT_S,
    )


def _introduce(console: Console, plan: Plan) -> None:
    console.print(
        f"\n[bold]tenprint demo[/]: {plan.people_per_gallery} synthetic people with ten fingers "
        f"in each of the galleries IAFIS and IDENT, {plan.people_in_both} of them in both; then "
        f"{plan.bookings_per_group} bookings of people of every group, as new impressions of "
        "their fingers.\n"
        "Nobody here exists, and figures on invented prints say nothing about real ones.\n"
    )
    console.print(_DURATION, highlight=False)
    console.print(
        "You will see: the enrolment with the time that is left; each booking with its candidates, "
        "its first and its second response; a picture of paired minutiae; a booking as an EBTS "
        "file; a table of all bookings beside the truth; three cases from the arrest to their "
        "end; what is left to do at the desks of the console.\n"
    )


def _draw(
    console: Console,
    client: Client,
    prints: PrintCache,
    outcomes: Sequence[BookingOutcome],
    path: Path,
) -> None:
    known = [outcome for outcome in outcomes if _is_found_in_iafis(outcome)]
    if not known:
        return
    drawn = draw_identification(client, prints, known[0], path)
    console.print(
        f"Drawn: the {drawn.finger} of {known[0].planned.tcn} beside the enrolled print, "
        f"{drawn.paired_minutia_count} paired minutiae:\n{path}"
    )


def _tell_of_file(console: Console, outcomes: Sequence[BookingOutcome], path: Path) -> None:
    for outcome in outcomes:
        if outcome.planned.by_file:
            console.print(
                f"{outcome.planned.tcn} went in as an EBTS file with WSQ images and slaps, and its "
                f"two responses came back as files:\n{path} (its card: "
                f"{path.with_suffix('.png').name})"
            )


def _is_found_in_iafis(outcome: BookingOutcome) -> bool:
    best = outcome.booking.first_response.candidates[:1]
    return outcome.planned.person.is_in(IAFIS) and matches(best) == [outcome.planned.person.name]


def _conclude(
    console: Console,
    outcomes: Sequence[BookingOutcome],
    stories: Sequence[Story],
    left: Story,
    duration_s: float,
) -> None:
    wrong = sum(bool(outcome.faults) for outcome in outcomes)
    told = [*stories, left]
    wrong_stories = sum(bool(story.faults) for story in told)
    verdict = (
        f"[bold red]{wrong} of {len(outcomes)} bookings and {wrong_stories} of {len(told)} "
        "stories are wrong.[/]"
        if wrong or wrong_stories
        else f"[green]All {len(outcomes)} bookings were answered as the truth has it, and "
        f"{len(stories)} cases went from the arrest to a documented end.[/]"
    )
    console.print(
        f"\n{verdict} {duration_s:.0f} s in all.\n"
        "Score: rarity in decibels, +10 dB is a tenfold rarer coincidence; proved to 60 dB, "
        "extrapolated beyond.\n"
        "Margin: the score above the threshold, which follows from gallery size and target FPIR.\n"
        "A match is not a determination: people decide."
    )
