"""The LESC's sources, and the kinds of facts that each source holds."""

from collections.abc import Mapping

import click

from tenprint.v1.lesc_service_pb2 import SourceRecord

KINDS: Mapping[str, tuple[str, ...]] = {
    "central_index": ("alien_file", "deceased", "citizenship_established"),
    "naturalisation": (
        "naturalised",
        "naturalisation_refused",
        "naturalisation_revoked",
        "citizen_by_derivation",
    ),
    "passports": ("us_passport", "passport_refused", "citizenship_renounced"),
    "births_abroad": ("born_abroad_a_citizen",),
    "adoption": ("citizen_by_adoption", "adopted_as_a_citizen"),
    "visa_issuance": ("visa_issued", "visa_refused", "visa_abused"),
    "benefits": ("permanent_residence", "residence_ended", "status_granted"),
    "asylum": ("asylum_granted", "asylum_pending"),
    "immigration_court": ("ordered_removed", "relief_granted"),
    "students": ("student_status",),
    "entry_exit": ("admitted", "departed"),
    "trusted_travellers": ("trusted_traveller",),
    "border_encounters": ("entered_without_inspection", "entered_by_fraud", "smuggling_arrest"),
    "removals": ("removed",),
    "criminal_history": ("convicted", "arrested"),
    "wants": ("wanted",),
}
"""By source, as `interop.lesc.SOURCES` and `interop.lesc.FactKind` have them."""

LISTING = "\n".join(
    ["\b", "Sources and kinds of facts:"]
    + [f"  {source}: {', '.join(kinds)}" for source, kinds in KINDS.items()]
)
"""For the help of a command."""


def check(record: SourceRecord, line: int) -> None:
    """Refuse the name of an unknown source or kind of fact. Raises ClickException."""
    if record.source not in KINDS:
        raise click.ClickException(
            f"line {line}: no source {record.source!r}: use one of {', '.join(KINDS)}"
        )
    for fact in record.facts:
        if not any(fact.kind in kinds for kinds in KINDS.values()):
            raise click.ClickException(
                f"line {line}: no kind of fact {fact.kind!r}: {record.source} holds "
                f"{', '.join(KINDS[record.source])}; all kinds: `tenprint lesc put-records --help`"
            )
