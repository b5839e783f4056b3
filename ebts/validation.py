"""Whether a transaction keeps the rules of EBTS 9.1: every fault, not just the first."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from ebts import codes, rules
from ebts.faults import Faults
from ebts.images import FINGERS_OF, IMPRESSIONS, FingerImage, finger_images, positions
from ebts.reading import Reading
from ebts.records import DAT, Field, TaggedRecord, Transaction
from ebts.rules import FINGERPRINTS, RECORD_COUNTS, Rule

_HEADER = "record 1 (Type-1)"
_ONE_DAY = timedelta(days=1)
"""A day begins this much earlier in the farthest time zone (EBTS 9.1, 1.005)."""
AMP, FINDING, DOA, SSD, SLE, OCA = 84, 59, 45, 54, 55, 9


def validate(reading: Reading, today: date) -> tuple[list[FingerImage], Faults]:
    """Judge a transaction. Return its sound fingerprint images, and every fault.

    today: in UTC; no date may lie more than a day behind it.
    """
    faults = Faults()
    faults.extend(reading.faults)
    if reading.whole is None:
        return [], faults
    transaction = reading.whole
    _check_type(transaction, faults)
    _check_fields(transaction, faults)
    _check_dates(transaction, today, faults)
    _check_between_fields(transaction, faults)
    if not reading.is_cut:
        _check_counts(transaction, faults)
    images = finger_images(transaction, faults)
    _check_images(transaction, images, faults, is_cut=reading.is_cut)
    return images, faults


def _check_type(transaction: Transaction, faults: Faults) -> None:
    kind = transaction.type_of_transaction
    if kind and kind not in codes.IN + codes.OUT:
        rule = f"the service takes {', '.join(codes.IN)} and writes {', '.join(codes.OUT)}"
        faults.add(_HEADER, "1.004 TOT", kind, rule)


def _check_fields(transaction: Transaction, faults: Faults) -> None:
    kind = transaction.type_of_transaction
    tables = {1: rules.TYPE_1, 2: rules.TYPE_2}
    for place, record in transaction.located():
        if not isinstance(record, TaggedRecord) or record.type not in tables:
            continue
        for rule in tables[record.type]:
            field = record.by_number.get(rule.number)
            name = f"{record.type}.{rule.number:03} {rule.name}"
            if field is None:
                if kind in rule.must:
                    faults.add(place, name, "", f"the field is missing: {kind} needs it")
            else:
                _check_field(field, rule, place, name, faults)


def _check_field(field: Field, rule: Rule, place: str, name: str, faults: Faults) -> None:
    if len(field.subfields) > rule.times:
        count = len(field.subfields)
        faults.add(place, name, "", f"{count} values: at most {rule.times} are allowed")
    for subfield in field.subfields[: rule.times]:
        if not rule.items:
            if len(subfield) > 1:
                faults.add(place, name, "".join(subfield), "the field has no items: US (0x1F)")
            _check_value(subfield[0], rule, place, name, faults)
            continue
        if len(subfield) != len(rule.items):
            words = f"{len(subfield)} items: {', '.join(one.name for one in rule.items)} are needed"
            faults.add(place, name, "", words)
        for value, item in zip(subfield, rule.items, strict=False):
            _check_value(value, item, place, f"{name} {item.name}", faults)


def _check_value(value: str, rule: Rule, place: str, name: str, faults: Faults) -> None:
    fewest, most = rule.size
    if not fewest <= len(value) <= most:
        wanted = f"{fewest} to {most}" if fewest != most else str(fewest)
        faults.add(place, name, value, f"{len(value)} characters: {wanted} are allowed")
    if (value or fewest) and (wrong := rule.form.fault(value)):
        faults.add(place, name, value, wrong)


def _check_dates(transaction: Transaction, today: date, faults: Faults) -> None:
    """Check that dates exist, and that none lies behind the day of the transaction."""
    latest = today + _ONE_DAY
    _check_date(transaction.header.value(DAT), _HEADER, "1.005 DAT", latest, faults)
    names = {rule.number: rule.name for rule in rules.TYPE_2}
    for place, record in transaction.located():
        if record.type != 2 or not isinstance(record, TaggedRecord):
            continue
        for number in rules.DATES:
            for value in record.values(number):
                if number != 22 or value != rules.UNKNOWN_DATE:
                    name = f"2.{number:03} {names[number]}"
                    _check_date(value, place, name, latest, faults)
        for value in record.values(47):
            _check_date(value, place, "2.047 ASL DOO", latest, faults)


def _check_date(value: str, place: str, name: str, latest: date, faults: Faults) -> None:
    if not re.fullmatch("[0-9]{8}", value):
        return  # the form of the field says so
    day = day_of(value)
    if day is None:
        faults.add(place, name, value, "the calendar has no such day")
    elif day > latest:
        faults.add(place, name, value, "the day is in the future")


def day_of(value: str) -> date | None:
    """Read CCYYMMDD; None if the calendar has no such day."""
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return None


def _check_between_fields(transaction: Transaction, faults: Faults) -> None:
    """Check what one field asks of another."""
    kind = transaction.type_of_transaction
    record = transaction.description
    place = next((at for at, one in transaction.located() if one.type == 2), "file")
    finding = record.value(FINDING)
    if kind in rules.FINDINGS and finding and finding not in rules.FINDINGS[kind]:
        words = " or ".join(rules.FINDINGS[kind])
        faults.add(place, "2.059 SRF", finding, f"the finding of a {kind} is {words}")
    if kind in codes.IN and 10 in transaction.header.by_number:
        value = transaction.header.value(10)
        faults.add(_HEADER, "1.010 TCR", value, "only responses refer to another transaction")
    custody = {SSD: "SSD", OCA: "OCA", SLE: "SLE"}
    if SSD in record.by_number or SLE in record.by_number:
        for number, name in custody.items():
            if number not in record.by_number:
                rule = "the field is missing: SSD, OCA and SLE state custody together"
                faults.add(place, f"2.{number:03} {name}", "", rule)
    if kind == "SRE" and 14 in record.by_number and 85 in record.by_number:
        faults.add(place, "2.085 CRN", record.value(85), "a response has FBI or CRN, not both")
    if len(record.value(SSD)) == 8 and record.value(SSD) < record.value(DOA):
        rule = "custody does not begin before the arrest (2.045 DOA)"
        faults.add(place, "2.054 SSD", record.value(SSD), rule)


def _check_counts(transaction: Transaction, faults: Faults) -> None:
    """Check how many records of each type there are."""
    allowed = RECORD_COUNTS.get(transaction.type_of_transaction)
    found = Counter(one.type for one in transaction.records[1:])
    if found[4] and found[14]:
        rule = "a transaction has its fingerprints in Type-4 or in Type-14, not in both"
        faults.add("file", "", "", rule)
    if allowed is None:
        return
    found[FINGERPRINTS] = found.pop(4, 0) + found.pop(14, 0)
    for record_type in sorted({*allowed, *(one for one, count in found.items() if count)}):
        count = found[record_type]
        fewest, most = allowed.get(record_type, (0, 0))
        if not fewest <= count <= most:
            name = "Type-4 or Type-14" if record_type == FINGERPRINTS else f"Type-{record_type}"
            wanted = f"{fewest} to {most}" if fewest != most else str(most)
            rule = f"{count} records of {name}: a {transaction.type_of_transaction} has {wanted}"
            faults.add("file", "", "", rule)


def _check_images(
    transaction: Transaction, images: list[FingerImage], faults: Faults, *, is_cut: bool
) -> None:
    """Check positions, impressions and resolutions, and the positions against AMP.

    is_cut: images are missing because the end of the file is.
    """
    seen: set[int] = set()
    for image in images:
        fgp = "4.004 FGP" if image.record_type == 4 else "14.013 FGP"
        if image.position not in FINGERS_OF:
            rule = "the position of a ten-print image is 1 to 15"
            faults.add(image.place, fgp, str(image.position), rule)
        elif image.position in seen:
            faults.add(image.place, fgp, str(image.position), "the position occurs a second time")
        seen.add(image.position)
        if image.impression not in IMPRESSIONS:
            name = "4.003 IMP" if image.record_type == 4 else "14.003 IMP"
            rule = "a ten-print is a rolled or plain impression: 0 to 3, or 20 to 27"
            faults.add(image.place, name, str(image.impression), rule)
    if transaction.type_of_transaction in codes.IN:
        _check_amputations(transaction, images, faults, is_cut=is_cut)


def _check_amputations(
    transaction: Transaction, images: Sequence[FingerImage], faults: Faults, *, is_cut: bool
) -> None:
    place = next((at for at, one in transaction.located() if one.type == 2), "file")
    missing = {finger for finger, _ in amputations(transaction)}
    for image in images:
        covered = FINGERS_OF.get(image.position, ())
        if len(covered) == 1 and covered[0] in missing:
            rule = f"AMP says that the finger is missing, but {image.place} shows it"
            faults.add(place, "2.084 AMP", f"{covered[0]:02}", rule)
    if is_cut or transaction.type_of_transaction not in rules.AMPUTATIONS_STATED or not images:
        return
    absent = sorted({*range(1, 11)} - missing - set(positions(list(images))))
    if absent:
        names = ", ".join(f"{one:02}" for one in absent)
        rule = "no image shows these fingers: AMP says of each why, XX or UP"
        faults.add(place, "2.084 AMP", names, rule)


def amputations(transaction: Transaction) -> list[tuple[int, str]]:
    """Read AMP (2.084): fingers 1 to 10, and XX or UP. Wrong subfields are left out."""
    field = transaction.description.by_number.get(AMP)
    return [
        (int(items[0]), items[1])
        for items in (field.subfields if field else ())
        if len(items) == 2 and re.fullmatch("0?[1-9]|10", items[0]) and items[1] in {"XX", "UP"}
    ]
