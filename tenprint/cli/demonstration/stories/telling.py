"""Tell both stories on a running service."""

from collections.abc import Callable

from rich.console import Console

from synthesis.images import PrintCache
from tenprint.cli.demonstration.cast import CAST, CITIZEN, REMOVED, Character
from tenprint.cli.demonstration.server_process import ServerAddress
from tenprint.cli.demonstration.stories.agencies import activate_county, open_agencies
from tenprint.cli.demonstration.stories.chain import Chain
from tenprint.cli.demonstration.stories.endings import end_in_custody, end_without_action
from tenprint.cli.demonstration.stories.teller import Story, Teller

_ENDINGS: dict[Character, Callable[[Chain], None]] = {
    REMOVED: end_in_custody,
    CITIZEN: end_without_action,
}


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
            _ENDINGS[character](chain)
            stories.append(teller.story)
    return stories
