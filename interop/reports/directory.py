"""Who has a number: people are found by any number by which an agency may know them."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.store import EncounterRow, IdentityRow
from gallery.store import rows as gallery_rows
from interop import names
from interop.bookings import SubmissionRow, numbers
from interop.cases import CaseRow, DetainerRow
from interop.fields import alien_number_spellings
from interop.records import FBI_NUMBERS, FINS, IdentEncounterRow, Register
from interop.reports.dossier import booked, identities, matched

MAX_PEOPLE = 100
"""A number that fits more people is no number of a person."""


class NumberKind(IntEnum):
    """What a number names. Values are the proto's."""

    IDENTITY = 1
    """Of IDENT or of the criminal file, also of before a merge."""
    ENCOUNTER = 2
    FBI_NUMBER = 3
    FIN = 4
    ALIEN_NUMBER = 5
    DOCUMENT_NUMBER = 6
    """Of a visa, passport or card."""
    STATE_ID = 7
    TCN = 8
    AGENCY_CASE_NUMBER = 9
    CASE = 10
    QUERY = 11
    DETAINER = 12


@dataclass(frozen=True)
class FoundPerson:
    """Somebody in one of the two files whom a number names."""

    kind: NumberKind
    """What the number is."""
    gallery: str
    """`ident` or `iafis`; empty: a booking whose person is in neither file."""
    identity_id: str
    number: str
    """The person's FIN or FBI number now; empty if the person has none."""
    tcns: tuple[str, ...]
    """The person's bookings, the first 100."""
    case_ids: tuple[str, ...]
    """The cases of these bookings."""


@dataclass(frozen=True)
class _Hit:
    """An identity in a file, or a booking alone."""

    kind: NumberKind
    gallery: str
    identity_id: str
    tcn: str = ""


Search = Callable[[Session, str], Iterator[_Hit]]
_K = NumberKind


def find_people(session: Session, number: str, kind: NumberKind | None) -> list[FoundPerson]:
    """List the people whom a number names, in the order of the kinds of numbers; at most 100.

    kind: None: the number may be of any kind.
    """
    hits: dict[tuple[str, str, str], _Hit] = {}
    for one in NumberKind:
        if kind in (None, one):
            for hit in _SEARCHES[one](session, number.strip()):
                hits.setdefault((hit.gallery, hit.identity_id, hit.tcn), hit)
    return [_person(session, hit) for hit in list(hits.values())[:MAX_PEOPLE]]


def _person(session: Session, hit: _Hit) -> FoundPerson:
    register = _REGISTERS.get(hit.gallery)
    registered = register.numbers(session, [hit.identity_id]) if register else []
    if hit.gallery == names.IDENT:
        tcns = matched(session, [hit.identity_id])
    else:
        tcns = booked(session, [hit.identity_id]) if hit.gallery else {hit.tcn}
    kept = sorted(tcns)[:MAX_PEOPLE]
    cases = select(CaseRow.case_id).where(CaseRow.tcn.in_(kept)).order_by(CaseRow.sequence)
    return FoundPerson(
        hit.kind,
        hit.gallery,
        hit.identity_id,
        registered[0] if registered else "",
        tuple(kept),
        tuple(session.scalars(cases)),
    )


def _of_identity(session: Session, number: str) -> Iterator[_Hit]:
    row = IdentityRow
    found = select(row.gallery).where(row.identity_id == number, row.gallery.in_(_REGISTERS))
    for gallery in session.scalars(found.order_by(row.gallery.desc())):
        current = gallery_rows.current_identity_id(session, gallery, number)
        if current is not None:
            yield _Hit(_K.IDENTITY, gallery, current)


def _of_encounter(session: Session, number: str) -> Iterator[_Hit]:
    row = EncounterRow
    found = select(row.gallery, row.identity_id).where(
        row.encounter_id == number, row.gallery.in_(_REGISTERS)
    )
    for gallery, identity_id in session.execute(found.order_by(row.gallery.desc())):
        yield _Hit(_K.ENCOUNTER, gallery, identity_id)


def _of_register(session: Session, number: str, kind: NumberKind, register: Register) -> list[_Hit]:
    held = select(register.table.identity_id).where(register.column == number.upper())
    current = (
        gallery_rows.current_identity_id(session, register.gallery, one)
        for one in session.scalars(held)
    )
    return [_Hit(kind, register.gallery, one) for one in current if one is not None]


def _of_fbi_number(session: Session, number: str) -> Iterator[_Hit]:
    yield from _of_register(session, number, _K.FBI_NUMBER, FBI_NUMBERS)
    yield from _of_stated(session, "fbi_number", {number.upper()}, _K.FBI_NUMBER)


def _of_fin(session: Session, number: str) -> Iterator[_Hit]:
    yield from _of_register(session, number, _K.FIN, FINS)


def _of_alien_number(session: Session, number: str) -> Iterator[_Hit]:
    forms = alien_number_spellings(number.upper())
    yield from _of_ident(session, IdentEncounterRow.alien_number, forms, _K.ALIEN_NUMBER)
    yield from _of_stated(session, "alien_number", forms, _K.ALIEN_NUMBER)


def _of_document(session: Session, number: str) -> Iterator[_Hit]:
    held = IdentEncounterRow.document_number
    yield from _of_ident(session, held, {number.upper()}, _K.DOCUMENT_NUMBER)


def _of_state_id(session: Session, number: str) -> Iterator[_Hit]:
    yield from _of_stated(session, "state_id", {number.upper()}, _K.STATE_ID)


def _of_agency_case(session: Session, number: str) -> Iterator[_Hit]:
    yield from _of_stated(session, "agency_case_number", {number.upper()}, _K.AGENCY_CASE_NUMBER)


def _of_tcn(session: Session, number: str) -> Iterator[_Hit]:
    found = select(SubmissionRow.tcn).where(SubmissionRow.tcn == number)
    yield from _of_bookings(session, list(session.scalars(found)), _K.TCN)


def _of_case(session: Session, number: str) -> Iterator[_Hit]:
    found = select(CaseRow.tcn).where(CaseRow.case_id == number)
    yield from _of_bookings(session, list(session.scalars(found)), _K.CASE)


def _of_query(session: Session, number: str) -> Iterator[_Hit]:
    found = select(CaseRow.tcn).where(CaseRow.query_id == number)
    yield from _of_bookings(session, list(session.scalars(found)), _K.QUERY)


def _of_detainer(session: Session, number: str) -> Iterator[_Hit]:
    held = CaseRow.case_id == DetainerRow.case_id
    found = select(CaseRow.tcn).join(DetainerRow, held).where(DetainerRow.detainer_id == number)
    yield from _of_bookings(session, list(session.scalars(found)), _K.DETAINER)


def _of_ident(
    session: Session,
    column: InstrumentedAttribute[str],
    held: set[str] | frozenset[str],
    kind: NumberKind,
) -> Iterator[_Hit]:
    found = (
        select(EncounterRow.identity_id)
        .join(IdentEncounterRow, IdentEncounterRow.encounter_sequence == EncounterRow.sequence)
        .where(column.in_(held - {""}), EncounterRow.gallery == names.IDENT)
        .order_by(EncounterRow.sequence)
        .limit(MAX_PEOPLE)
    )
    yield from (_Hit(kind, names.IDENT, one) for one in session.scalars(found))


def _of_stated(session: Session, field: str, held: Set[str], kind: NumberKind) -> Iterator[_Hit]:
    tcns = numbers.bookings_with(session, field, held - {""}, MAX_PEOPLE)
    yield from _of_bookings(session, tcns, kind)


def _of_bookings(session: Session, tcns: list[str], kind: NumberKind) -> Iterator[_Hit]:
    """Go from bookings to their people: in IDENT by matches that stand, in IAFIS by the prints."""
    for tcn in tcns:
        ident, iafis = identities(session, [tcn])
        yield from (_Hit(kind, names.IDENT, one) for one in sorted(ident))
        yield from (_Hit(kind, names.IAFIS, one) for one in sorted(iafis))
        if not (ident or iafis):
            yield _Hit(kind, "", "", tcn)


_REGISTERS: Mapping[str, Register] = {names.IDENT: FINS, names.IAFIS: FBI_NUMBERS}
_SEARCHES: Mapping[NumberKind, Search] = {
    _K.IDENTITY: _of_identity,
    _K.ENCOUNTER: _of_encounter,
    _K.FBI_NUMBER: _of_fbi_number,
    _K.FIN: _of_fin,
    _K.ALIEN_NUMBER: _of_alien_number,
    _K.DOCUMENT_NUMBER: _of_document,
    _K.STATE_ID: _of_state_id,
    _K.TCN: _of_tcn,
    _K.AGENCY_CASE_NUMBER: _of_agency_case,
    _K.CASE: _of_case,
    _K.QUERY: _of_query,
    _K.DETAINER: _of_detainer,
}
