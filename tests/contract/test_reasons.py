"""Every reason of the wire is met by a contract test, or it is said why none can meet it."""

import ast
from pathlib import Path

from tenprint.v1.errors_pb2 import ErrorReason

NOT_MET = {
    "UNSPECIFIED": "not a reason",
    "DEADLINE_EXPIRED": "the caller's own clock ends the call first; test_load reads the "
    "service's log, tests/services/wire/test_admission.py the reason",
    "CANCELLED": "nobody is there to read it; test_load reads the service's log, "
    "tests/services/wire/test_admission.py the reason",
    "CREDENTIAL_REFUSED": "takes a server with TLS: tests/services/access/test_credentials.py",
    "PROVIDER_KEYS": "takes a provider of identities: tests/services/access/test_identities.py",
    "NO_RESOURCES": "takes a machine without files or memory: tests/services/wire/test_faults.py",
    "DATABASE_IN_USE": "ends the start with exit status 2",
    "STARTING": "a start takes moments; tests/services/wire/test_interceptor.py holds one up",
    "INTERNAL": "no request is known to cause one; tests/services/wire/test_interceptor.py does",
    "STORE_UNAVAILABLE": "takes a database that stands still for half a minute; see "
    "tests/database/test_connection.py",
    "DEADLINE_TOO_SHORT": "takes load: tests/services/wire/test_overload.py",
    "MESSAGE_TOO_SLOW": "takes half a minute: tests/services/wire/test_intake.py",
    "BACKLOG_FULL": "takes a flow that stands: tests/services/servicers/test_backlog.py",
    "PARTITION_UNAVAILABLE": "takes a cluster without a partition: tests/cluster/test_asking.py",
    "EXTRACTION_FAILED": "takes a cluster that loses workers: tests/cluster/test_extraction.py",
    "CLUSTER_REFUSED": "ends the start with exit status 2: tests/cluster/test_without_ray.py",
    "INVALID_SETTING": "ends the start with exit status 2: test_life",
    "NEWER_SCHEMA": "ends the start with exit status 2: test_life",
    "BACKUP_REFUSED": "ends `tenprint backup` and `restore`: tests/services/upkeep/test_copies.py",
    "MASTER_KEY_REQUIRED": "ends the start with exit status 2: tests/database/test_sealed.py",
    "MASTER_KEY_WRONG": "ends the start with exit status 2: tests/database/test_sealed.py",
    "KEY_STORE_UNUSABLE": "takes a damaged file of keys: tests/contract/test_cut_short_files.py",
    "DATABASE_NOT_SEALED": "ends the start with exit status 2: tests/database/test_sealed.py",
    "RECORD_KEY_DESTROYED": "takes a restored copy, which loses what was expunged at the start: "
    "tests/gallery/expungement/test_expunging.py",
    "MODEL_UNAVAILABLE": "ends the start with exit status 2",
    "DECODER_UNAVAILABLE": "takes workers that cannot start: tests/matcher/decoding/test_pool.py",
    "QUERY_REJECTED": "the LESC's own server says so: tests/services/process/test_lesc_server.py",
    "LESC_DOWN": "the LESC's own server says so: tests/services/process/test_lesc_server.py",
    "SOURCE_NOT_FOUND": "the LESC's own server says so: tests/services/process/test_lesc_server.py",
    "DISPOSITION_CONTRADICTION": "takes a history: tests/interop/cases/test_records_of_people.py",
    "ALARM_RECIPIENT": "takes an alarm: tests/interop/cases/test_records_of_people.py",
    "DETAINER_STATE": "takes a history to ask for a detainer on: tests/services/servicers",
    "TRANSACTION_TOO_LARGE": "a message is too large before: tests/ebts/test_reading.py",
    "TRANSFER_REFUSED": "ends an import by an operator: tests/gallery/test_transfer.py",
    "RESEARCH_TASK_NOT_FOUND": "the LESC's own server: tests/services/test_lesc_people.py",
    "RESEARCH_TASK_STATE": "the LESC's own server: tests/services/test_lesc_people.py",
    "REVIEW_ITEM_NOT_FOUND": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_PRINT_NOT_FOUND": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_INCOMPLETE": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_DECIDED": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_ENDED": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_NOT_DECIDED": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_STEPPED_ASIDE": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_NOT_ASSIGNED": "takes a match between thresholds: tests/services/servicers",
    "REVIEW_EXAMINER_BARRED": "takes a match between thresholds: tests/services/servicers",
}


def _met() -> set[str]:
    """Collect the string literals of the contract tests beside this one."""
    here = Path(__file__)
    return {
        node.value
        for path in here.parent.glob("test_*.py")
        if path != here
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_reason_is_met_or_explained() -> None:
    reasons = {name.removeprefix("ERROR_REASON_") for name in ErrorReason.DESCRIPTOR.values_by_name}
    assert set(NOT_MET) <= reasons
    assert reasons - _met() <= set(NOT_MET)
