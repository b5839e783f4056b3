"""A hold: asked for by an officer, agreed to by the jail, with 48 hours that nothing extends."""

from datetime import UTC, datetime

from tenprint.cli.demonstration.stories import truth, wording
from tenprint.cli.demonstration.stories.agencies import US_STATE
from tenprint.cli.demonstration.stories.chain import FIELD_OFFICE, JAIL, OFFICER, Chain
from tenprint.v1.detainer_service_pb2 import Detainer

JAILER = "JAILER-3"


def ask_to_hold(chain: Chain, detainer_id: str) -> None:
    """Ask the jail to hold the person, and let the jail agree."""
    asked = chain.agencies.office.detainers.request(chain.case_id, OFFICER, detainer_id=detainer_id)
    chain.teller.tell(
        FIELD_OFFICE,
        f"{OFFICER} decides to follow it, and asks the jail to hold the person for up to 48 hours "
        "beyond the release. The service never asks by itself, and the jail may decline.",
        at=asked.request_time,
    )
    agreed = chain.agencies.jail.detainers.acknowledge(detainer_id, JAILER)
    chain.teller.tell(JAIL, f"{JAILER} agrees.", at=agreed.acknowledge_time)


def start_clock(chain: Chain, detainer_id: str) -> None:
    """Let the jail start the 48 hours."""
    running = chain.agencies.jail.detainers.report_release(detainer_id, datetime.now(UTC), JAILER)
    chain.teller.tell(
        JAIL,
        "The person would go free (at once, to keep this short), so the clock starts. Without "
        "Saturdays, Sundays and federal holidays, "
        f"48 hours from {_texas(running, 'release_time')} end on "
        f"{_texas(running, 'expire_time')} (Texas time). Then the jail must release; nothing "
        "extends it.",
        truth.clock_faults(running, US_STATE),
        running.release_time,
    )


def _texas(detainer: Detainer, field: str) -> str:
    return wording.local_words(getattr(detainer, field).ToDatetime(UTC), US_STATE)
