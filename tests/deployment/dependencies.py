"""Ask for known vulnerabilities of what `requirements.lock` installs: `make audit`.

Silence is no answer: where no database of vulnerabilities is reached, pip-audit finds nothing and
says that all is well. So a version that is known to be bad is asked about first. Where that version
is not reported, nothing was checked, and this says so.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.paths import ROOT

LOCK = ROOT / "requirements.lock"
KNOWN_BAD = "jinja2==2.4.1"
"""Among others CVE-2014-1402 and CVE-2016-10745."""
SERVICES = ("pypi", "osv")
FOUND, NOT_CHECKED = 1, 3
"""Exit statuses."""
_TIMEOUT_S = 300


@dataclass(frozen=True)
class Answer:
    """What a database of vulnerabilities says of a list of packages."""

    vulnerable: dict[str, list[str]]
    """By package and version, the ids of vulnerabilities."""
    skipped: tuple[str, ...]
    """Packages that the database does not know."""


def main() -> int:
    """Prove that a service answers, then ask about the lock file. Returns the exit status."""
    for service in SERVICES:
        with tempfile.TemporaryDirectory() as folder:
            bad = Path(folder) / "bad.txt"
            bad.write_text(KNOWN_BAD + "\n")
            proof = ask(bad, service)
        if proof is not None and proves(proof):
            return _tell(ask(LOCK, service), service)
    sys.stdout.write(
        f"NOT CHECKED: no database of vulnerabilities reported {KNOWN_BAD}, which has several\n"
    )
    return NOT_CHECKED


def ask(requirements: Path, service: str) -> Answer | None:
    """Ask about every package of a list; None if pip-audit gave no answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
    command += ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, "--vulnerability-service", service],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        return read(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return None


def read(told: Any) -> Answer:  # noqa: ANN401 - whatever pip-audit wrote
    """Read what pip-audit writes as JSON."""
    asked = told["dependencies"]
    return Answer(
        {
            f"{one['name']}=={one['version']}": [vulnerability["id"] for vulnerability in found]
            for one in asked
            if (found := one.get("vulns"))
        },
        tuple(one["name"] for one in asked if "skip_reason" in one),
    )


def proves(answer: Answer) -> bool:
    """Tell whether the known bad version was reported."""
    return bool(answer.vulnerable.get(KNOWN_BAD)) and not answer.skipped


def _tell(answer: Answer | None, service: str) -> int:
    if answer is None:
        sys.stdout.write("NOT CHECKED: pip-audit gave no answer about requirements.lock\n")
        return NOT_CHECKED
    for package, ids in answer.vulnerable.items():
        sys.stdout.write(f"{package}: {', '.join(ids)}\n")
    if answer.skipped:
        sys.stdout.write(f"NOT CHECKED: {', '.join(answer.skipped)}\n")
    sys.stdout.write(f"asked {service}, which reported {KNOWN_BAD}\n")
    if answer.vulnerable:
        return FOUND
    return NOT_CHECKED if answer.skipped else 0


if __name__ == "__main__":
    sys.exit(main())
