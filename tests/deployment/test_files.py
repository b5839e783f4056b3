"""The files in `deploy/`, as far as they can be checked without an engine for containers."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from services.settings import Settings, environment_name, load_settings
from services.telemetry import StateCollector, Watch
from tenprint.cli.main import tenprint
from tests.paths import ROOT
from tests.services.telemetry.test_endpoint import Figures

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
ALERTS: dict[str, Any] = yaml.safe_load((DEPLOY / "alerts.yml").read_text())
PROMETHEUS: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
OURS = ("tenprint", "lesc")
KNOWN_KEYS = {
    *("build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image"),
    *("networks", "ports", "read_only", "restart", "security_opt", "stop_grace_period"),
    *("tmpfs", "ulimits", "user", "volumes"),
}
CLIENT_VARIABLES = {"TENPRINT_CA"}
_WORD = re.compile(r"[a-z_]+")


def services() -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from COMPOSE["services"].items()


def stages() -> list[list[str]]:
    """The instructions of each stage of the Dockerfile, with continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    found: list[list[str]] = []
    for line in lines:
        if line.startswith("FROM "):
            found.append([])
        found[-1].append(line)
    return found


def test_the_image_runs_as_a_user_without_rights_and_is_asked_for_its_health() -> None:
    last = stages()[-1]
    [user] = [line for line in last if line.startswith("USER ")]
    assert user == "USER 10001:10001"
    [health] = [line for line in last if line.startswith("HEALTHCHECK ")]
    assert '["tenprint", "health"]' in health
    assert last.index(user) > max(n for n, line in enumerate(last) if line.startswith("RUN "))
    assert '["tenprint"]' in last[-2]


def test_bases_are_pinned_and_packages_have_hashes() -> None:
    for stage in stages():
        assert re.match(r"FROM python:3\.11-slim-bookworm( AS \w+)?$", stage[0])
    assert "--require-hashes" in DOCKERFILE
    assert "ADD " not in DOCKERFILE
    assert "curl" not in DOCKERFILE


def test_the_image_holds_what_the_service_imports_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert all((ROOT / name).exists() for name in kept)
    assert kept.isdisjoint({"tests", "docs", "benchmarks", "training", ".git", "data", "keys"})
    needed = {
        "matcher",
        "ebts",
        "database",
        "gallery",
        "interop",
        "lesc_stub",
        "services",
        "console",
    }
    assert needed | {"tenprint", "synthesis", "server.py", "requirements.lock"} <= kept


def test_settings_in_the_environment_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {environment_name(name) for name in Settings.model_fields} | CLIENT_VARIABLES
    of_image = set(re.findall(r"\b(TENPRINT_\w+)=", DOCKERFILE))
    assert of_image
    given = COMPOSE["services"]["tenprint"]["environment"]
    assert of_image | given.keys() <= known
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = load_settings({})
    assert settings.keys == Path("/keys")
    assert not settings.insecure_loopback


def test_every_command_in_the_compose_file_is_a_command() -> None:
    command = COMPOSE["services"]["lesc"]["command"]
    group: click.Command = tenprint
    while isinstance(group, click.Group):
        group = group.commands[command[0]]
        command = command[1:]
    context = group.make_context("serve", [str(one) for one in command])
    assert context.params["answer_target"] == "tenprint:50052"


def test_the_compose_file_names_what_there_is() -> None:
    assert set(COMPOSE) <= {"name", "services", "networks", "volumes", "x-hardened"}
    for name, service in services():
        assert service.keys() <= KNOWN_KEYS, name
        assert set(service["networks"]) <= COMPOSE["networks"].keys()
        assert set(service.get("depends_on", {})) <= COMPOSE["services"].keys()
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("."):
                assert source == "../keys" or (DEPLOY / source).is_file(), volume
                assert volume.endswith(":ro")
            else:
                assert source in COMPOSE["volumes"]


def test_every_container_is_closed() -> None:
    for name, service in services():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "privileged" not in service
        assert not service["image"].endswith(("latest", ":")), name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), f"{name} listens everywhere"
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert COMPOSE["services"]["db"]["networks"] == ["inside"]
    assert "ports" not in COMPOSE["services"]["lesc"]


def test_no_secret_is_written_down() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    for line in text.splitlines():
        if "PASSWORD" in line or "postgresql://" in line:
            assert "${POSTGRES_PASSWORD:?" in line, line


def exported() -> set[str]:
    """The names of all metrics of a service, as they stand in queries."""
    watch = Watch()
    instruments = watch.instruments
    watch.call("Identify", {}).end("OK")
    with watch.stage("search"), watch.step("RECEIVED"):
        watch.routed("review")
    watch.waited("search", 1)
    watch.rated(50)
    instruments.refused.labels("QUALITY_TOO_LOW").inc()
    instruments.build.info({"version": "1"})
    registry: CollectorRegistry = instruments.registry
    StateCollector(Figures()).register(registry)
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {sample.name for family in families for sample in family.samples}


@pytest.mark.parametrize("rule", RULES, ids=[one["alert"] for one in RULES])
def test_each_alert_asks_for_metrics_that_exist_and_is_explained(rule: dict[str, Any]) -> None:
    names = {one for one in _WORD.findall(rule["expr"]) if one.startswith(("tenprint_", "process"))}
    assert names <= exported()
    assert names or rule["expr"].startswith("up{")
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".")
    assert f"| `{rule['alert']}` |" in OPERATIONS


def test_every_command_in_the_document_is_a_command() -> None:
    named = set(
        re.findall(r"(?:\.venv/bin/|exec tenprint |`)tenprint ([a-z]+)(?: ([a-z]+))?", OPERATIONS)
    )
    assert len(named) > 8
    for first, second in named:
        command = tenprint.commands.get(first)
        assert command is not None, first
        if isinstance(command, click.Group):
            assert second in command.commands, f"{first} {second}"


def test_the_document_explains_no_alert_that_is_gone() -> None:
    told = set(re.findall(r"^\| `(Tenprint\w+)` \|", OPERATIONS, re.M))
    assert told == {rule["alert"] for rule in RULES}


def test_each_metric_is_explained() -> None:
    ours = {
        re.sub(r"_(bucket|sum|count|created|total|info)$", "", name)
        for name in exported()
        if name.startswith("tenprint_")
    }
    told = {
        re.sub(r"_(total|info)$", "", name) for name in re.findall(r"`(tenprint_\w+)", OPERATIONS)
    }
    assert ours - told == set()
    assert {one for one in told if one.startswith("tenprint_")} - ours == set()


def test_prometheus_reads_these_rules_at_the_address_of_the_service() -> None:
    assert PROMETHEUS["rule_files"] == ["alerts.yml"]
    [job] = PROMETHEUS["scrape_configs"]
    [target] = job["static_configs"][0]["targets"]
    name, port = target.split(":")
    assert name in COMPOSE["services"]
    assert COMPOSE["services"][name]["environment"]["TENPRINT_METRICS"].endswith(f":{port}")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_takes_its_files() -> None:
    subprocess.run(["promtool", "check", "config", str(DEPLOY / "prometheus.yml")], check=True)


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_hadolint_finds_nothing() -> None:
    subprocess.run(["hadolint", str(DEPLOY / "Dockerfile")], check=True)
