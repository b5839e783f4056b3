"""The one table of access against the descriptors: no RPC without a row, no row without an RPC."""

import pytest

from interop.roles import ALIASES, COLUMNS, SCOPES, Operation, Scope
from services.access.table import TABLE, PurposeRule
from tests.services.access.rpcs import RPCS, Rpc

LOGGED_BY_DESKS = {
    "GetBooking",
    "ListBookings",
    "GetBookingPrint",
    "WatchBooking",
    "WatchDetainers",
    "ListCriminalEvents",
    "GetRapSheet",
    "ListWants",
    "ListIdentEncounters",
    "GetIdentRecord",
    "CheckIdent",
    "GetNextReviewItem",
    "GetReviewExplanation",
    "ListReviewItems",
    "ListCases",
    "GetCase",
    "ListCaseVersions",
    "AssessCase",
    "GetCorrection",
    "ListCorrections",
    "ListParkedBookings",
    "ListWork",
    "ListAuditEntries",
    "VerifyAuditLog",
    "GetAuditHead",
    "SampleCases",
    "GetComplianceReport",
    "GetExceptionReport",
    "GetDossier",
}
"""Views whose desk writes the entry in the transaction of the reading."""
SHOWS_NOBODY = {
    "CheckTransaction",
    "GetGalleryStatus",
    "CountCases",
    "GetReviewStatistics",
    "GetReviewFeedback",
    "GetWorkRates",
    "GetActivation",
    "GetJurisdiction",
    "ListJurisdictions",
}
"""Views of counts, of jurisdictions and of the caller's own file."""


def test_every_rpc_has_a_row_and_every_row_an_rpc() -> None:
    assert {rpc.method for rpc in RPCS} == set(TABLE)


def test_every_operation_is_asked_for_by_an_rpc() -> None:
    used = {operation for access in TABLE.values() for operation in access.operations}
    assert used == set(Operation) == set(SCOPES)


def test_a_row_with_own_objects_says_which() -> None:
    for method, access in TABLE.items():
        owners = {SCOPES[one][role] for one in access.operations for role in SCOPES[one]}
        if Scope.OWN in owners:
            assert access.own, method


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.method)
def test_every_view_of_a_person_is_logged(rpc: Rpc) -> None:
    """The stub of the LESC keeps no audit log: it is not part of the service."""
    name = rpc.descriptor.name
    reads = name.startswith(("Get", "List", "Watch", "Identify", "Verify", "Check", "Extract"))
    if rpc.service != "LescService" and (reads or name in ("AssessCase", "CountCases")):
        logged = TABLE[rpc.method].sees is not None
        assert logged + (name in LOGGED_BY_DESKS) + (name in SHOWS_NOBODY) == 1


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.method)
def test_the_rules_name_fields_that_the_request_has(rpc: Rpc) -> None:
    access, fields = TABLE[rpc.method], rpc.descriptor.input_type.fields_by_name
    if access.person:
        assert access.person in fields
    if access.purpose in (PurposeRule.SEARCH, PurposeRule.FEDERAL):
        assert "gallery" in fields
    if access.proved_person:
        assert access.person


def test_what_takes_a_person_names_the_person() -> None:
    for rpc in RPCS:
        acts = {"officer"} & set(rpc.descriptor.input_type.fields_by_name)
        if rpc.service in ("CaseService", "DetainerService", "WorkService") and acts:
            assert TABLE[rpc.method].person == "officer", rpc.method


def test_every_role_is_a_column() -> None:
    roles = set(COLUMNS.values())
    assert set(ALIASES.values()) <= roles
    assert all(set(scopes) == roles for scopes in SCOPES.values())
