"""How somebody comes to be in IDENT, or does not. Each story writes one life."""

from collections.abc import Callable
from datetime import date, timedelta

from synthesis.lives.crimes import AGGRAVATED, FELONIES, MISDEMEANORS
from synthesis.lives.records import Status
from synthesis.lives.writer import LifeWriter

Story = Callable[[LifeWriter], None]


def naturalised(life: LifeWriter) -> None:
    """Become a citizen after years of residence (R9, R10)."""
    since = _resides(life, 9, 20)
    oath = life.after(since, 5, 9)
    life.met("naturalisation", oath)
    life.fact("naturalisation", "naturalised", oath)
    life.fact("passports", "us_passport", life.after(oath, 0.1, 0.5))
    life.becomes(oath, Status.US_CITIZEN)
    _petty(life)


def trusted_traveller(life: LifeWriter) -> None:
    """Join a programme of trusted travellers as a citizen (R9)."""
    joined = _citizen(life)
    life.met("trusted_traveller", joined)
    life.fact("trusted_travellers", "trusted_traveller", joined)


def adopter(life: LifeWriter) -> None:
    """Adopt a child from abroad, which takes a citizen (R9)."""
    adoption = _citizen(life)
    life.met("adoption", adoption)
    life.fact("adoption", "adopted_as_a_citizen", adoption)


def smuggler(life: LifeWriter) -> None:
    """Be arrested and printed for smuggling, as a citizen (R9)."""
    caught = _citizen(life)
    life.met("smuggling_arrest", caught)
    life.fact("border_encounters", "smuggling_arrest", caught)


def adopted(life: LifeWriter) -> None:
    """Come as an adopted child, and be a citizen by that."""
    arrival = life.date_of_birth + timedelta(days=life.rng.randrange(400, 3_000))
    seen = life.years_ago(1, 8)
    life.fact("adoption", "citizen_by_adoption", arrival)
    life.becomes(arrival, Status.US_CITIZEN)
    life.met("border_entry", seen)
    _petty(life)


def resident(life: LifeWriter) -> None:
    """Reside lawfully and permanently, without a removable conviction."""
    _resides(life, 1, 15)
    _petty(life)


def visitor(life: LifeWriter) -> None:
    """Be admitted for a time that has not ended."""
    entry = _admitted(life, life.years_ago(0.05, 0.4), stay_days=250)
    life.fact("visa_issuance", "visa_issued", entry - timedelta(days=30))


def student(life: LifeWriter) -> None:
    """Study, for as long as the studies go on."""
    entry = life.years_ago(0.5, 2)
    end = life.as_of + timedelta(days=life.rng.randrange(100, 700))
    life.met("visa_application", entry - timedelta(days=40))
    life.fact("visa_issuance", "visa_issued", entry - timedelta(days=30))
    life.met("border_entry", entry)
    life.fact("entry_exit", "admitted", entry, end)
    life.fact("students", "student_status", entry, end)
    life.becomes(entry, Status.LAWFUL_STATUS)


def refugee(life: LifeWriter) -> None:
    """Be granted asylum."""
    entry = life.years_ago(2, 8)
    granted = life.after(entry, 0.5, 1.5)
    life.gets_file(entry)
    life.met("border_entry", entry)
    life.fact("asylum", "asylum_pending", entry, granted)
    life.fact("asylum", "asylum_granted", granted)
    life.becomes(entry, Status.LAWFUL_STATUS)


def known_by_prints_alone(life: LifeWriter) -> None:
    """Be printed once, without a record in any source."""
    day = life.years_ago(4, 14)
    life.met("border_entry", day)
    life.becomes(day, Status.NO_RECORD)


def convicted_after_illegal_entry(life: LifeWriter) -> None:
    """Enter without inspection, be caught once, stay, and be convicted."""
    _convicted(life, _enters_illegally(life, life.years_ago(4, 12)))


def convicted_after_overstay(life: LifeWriter) -> None:
    """Overstay, and be convicted."""
    _convicted(life, _overstays(life, life.years_ago(4, 12)))


def convicted_after_removal(life: LifeWriter) -> None:
    """Return after a removal, and be convicted."""
    _convicted(life, _returns(life, life.years_ago(6, 14)))


def returned_after_removal(life: LifeWriter) -> None:
    """Return after a removal, without convictions (R10)."""
    _returns(life, life.years_ago(3, 12))


def fugitive(life: LifeWriter) -> None:
    """Be ordered removed, and neither surrender nor depart."""
    order = life.after(_overstays(life, life.years_ago(4, 10)), 0.5, 2)
    life.gets_file(order)
    life.fact("immigration_court", "ordered_removed", order)


def caught_at_border(life: LifeWriter) -> None:
    """Have entered without inspection not long ago."""
    _enters_illegally(life, life.years_ago(0.1, 1.5))


def abused_visa(life: LifeWriter) -> None:
    """Be admitted by a visa, and be found to have abused its programme (R23)."""
    entry = _admitted(life, life.years_ago(0.4, 0.6), stay_days=360)
    life.fact("visa_issuance", "visa_issued", entry - timedelta(days=30))
    found = life.after(entry, 0.1, 0.3)
    life.fact("visa_issuance", "visa_abused", found)
    life.becomes(found, Status.UNLAWFULLY_PRESENT)


def entered_by_fraud(life: LifeWriter) -> None:
    """Be admitted by the document of another person, which is found out at once (R24)."""
    entry = life.years_ago(1, 8)
    life.gets_file(entry)
    life.met("border_entry", entry)
    life.fact("border_encounters", "entered_by_fraud", entry)
    life.becomes(entry, Status.UNLAWFULLY_PRESENT)


def resident_convicted(life: LifeWriter) -> None:
    """Reside lawfully and be convicted of an aggravated felony."""
    since = _resides(life, 4, 15)
    life.convicted(life.after(since, 1, 3), life.rng.choice(AGGRAVATED))


def overstayed(life: LifeWriter) -> None:
    """Overstay, with arrests and no convictions."""
    since = _overstays(life, life.years_ago(2, 8))
    if life.rng.random() < 0.5:
        life.arrested(life.after(since, 0.1, 1), life.rng.choice(MISDEMEANORS))


def never_inspected(life: LifeWriter) -> None:
    """Enter without inspection, and never meet a DHS agency (R11)."""
    life.becomes(life.years_ago(1, 12), Status.UNLAWFULLY_PRESENT)
    _petty(life)


def native(life: LifeWriter) -> None:
    """Be a citizen of whom no DHS agency knows."""
    life.born_here()
    _petty(life)


def _citizen(life: LifeWriter) -> date:
    """Be a citizen by birth with a passport; return the day of a later encounter."""
    life.born_here()
    life.fact("passports", "us_passport", life.years_ago(4, 9))
    _petty(life)
    return life.years_ago(0.5, 6)


def _resides(life: LifeWriter, least_years: float, most_years: float) -> date:
    """Apply for a visa, come, and become a permanent resident; return since when."""
    since = life.years_ago(least_years, most_years)
    life.gets_file(since)
    life.met("visa_application", since - timedelta(days=200))
    life.fact("visa_issuance", "visa_issued", since - timedelta(days=190))
    life.met("permanent_residence", since)
    life.fact("entry_exit", "admitted", since)
    life.fact("benefits", "permanent_residence", since)
    life.becomes(since, Status.LAWFUL_PERMANENT_RESIDENT)
    return since


def _admitted(life: LifeWriter, entry: date, stay_days: int) -> date:
    life.met("visa_application", entry - timedelta(days=40))
    life.met("border_entry", entry)
    life.fact("entry_exit", "admitted", entry, entry + timedelta(days=stay_days))
    life.becomes(entry, Status.LAWFUL_STATUS)
    return entry


def _overstays(life: LifeWriter, entry: date) -> date:
    """Stay longer than allowed; return since when."""
    _admitted(life, entry, stay_days=180)
    life.fact("visa_issuance", "visa_issued", entry - timedelta(days=30))
    since = entry + timedelta(days=181)
    life.becomes(since, Status.UNLAWFULLY_PRESENT)
    return since


def _enters_illegally(life: LifeWriter, day: date) -> date:
    """Cross the border elsewhere than at a port, be seen, and stay."""
    life.gets_file(day)
    life.met("border_entry", day)
    life.fact("border_encounters", "entered_without_inspection", day)
    life.becomes(day, Status.UNLAWFULLY_PRESENT)
    return day


def _returns(life: LifeWriter, entry: date) -> date:
    """Enter illegally, be removed and return; return since when."""
    _enters_illegally(life, entry)
    removal = life.after(entry, 0.2, 1)
    life.met("removal", removal)
    life.fact("removals", "removed", removal)
    life.becomes(removal, Status.ABSENT)
    back = life.after(removal, 0.5, 1.5)
    life.met("re_entry", back)
    life.fact("border_encounters", "entered_without_inspection", back)
    life.becomes(back, Status.UNLAWFULLY_PRESENT)
    return back


def _convicted(life: LifeWriter, since: date) -> None:
    """Be convicted: in about equal shares of an aggravated felony, another, or misdemeanors."""
    gravest = life.rng.choice((AGGRAVATED, FELONIES, MISDEMEANORS))
    for crimes in (gravest, *life.rng.choices((MISDEMEANORS, FELONIES), k=life.rng.randrange(3))):
        chosen = MISDEMEANORS if gravest is MISDEMEANORS else crimes
        life.convicted(life.after(since, 0.6, 3), life.rng.choice(chosen))
    if life.rng.random() < 0.1:
        life.wanted(life.years_ago(0.05, 0.3))


def _petty(life: LifeWriter) -> None:
    """Be arrested for a small matter in three of ten lives; no status depends on it."""
    if life.rng.random() < 0.3:
        life.arrested(life.years_ago(0.2, 3), life.rng.choice(MISDEMEANORS))
