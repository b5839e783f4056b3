"""The files in `deploy/` for a cluster, as far as they can be checked without one."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from services.settings import Settings, environment_name
from tenprint.cli.main import tenprint
from tests.deployment.test_files import CLIENT_VARIABLES, DOCKERFILE, KNOWN_KEYS
from tests.paths import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "cluster.compose.yaml").read_text())
MANIFESTS: list[dict[str, Any]] = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
IMAGE = "tenprint-cluster"
NAMES = {name.lower() for name in ("RAY_worker_niceness", "RAY_USAGE_STATS_ENABLED")}
SECRETS = {"tenprint-ray", "tenprint-database", "tenprint-keys"}
"""Made by hand; docs/cluster.md says how."""
OF_RAY_CLUSTER = {"rayVersion", "authOptions", "headGroupSpec", "workerGroupSpecs"}
OF_GROUP = {"rayStartParams", "template"}


def by_kind(kind: str) -> Iterator[dict[str, Any]]:
    yield from (one for one in MANIFESTS if one["kind"] == kind)


def pods() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The template of each pod, with a name for it."""
    [cluster] = by_kind("RayCluster")
    spec = cluster["spec"]
    yield "head", spec["headGroupSpec"]["template"]
    yield from ((one["groupName"], one["template"]) for one in spec["workerGroupSpecs"])
    for kind in ("Job", "Deployment"):
        for one in by_kind(kind):
            yield one["metadata"]["name"], one["spec"]["template"]


def containers() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, template in pods():
        yield from ((name, one) for one in template["spec"]["containers"])


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command of the compose file and of the manifests, as words."""
    for name, service in COMPOSE["services"].items():
        for entry in (
            service.get("entrypoint", ()),
            *[service.get("healthcheck", {}).get("test", ())],
        ):
            if list(entry[:1]) == ["ray"]:
                yield name, [*entry, *service["command"]]
            elif list(entry) == ["sh", "-c"]:
                yield from ((name, one) for one in _words(service["command"]))
            elif list(entry[:1]) == ["CMD"]:
                yield name, list(entry[1:])
    for name, container in containers():
        if container.get("command") == ["sh", "-c"]:
            yield from ((name, one) for one in _words(container["args"]))
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            if probe in container:
                yield name, container[probe]["exec"]["command"]
    [cluster] = by_kind("RayCluster")
    for group in (cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]):
        yield "KubeRay", ["ray", "start", *_started(group["rayStartParams"])]


def _words(lines: list[str]) -> Iterator[list[str]]:
    [line] = lines
    for one in line.split("&&"):
        words = shlex.split(one)
        yield words[1:] if words[0] == "exec" else words


def _started(parameters: Mapping[str, str]) -> Iterator[str]:
    """As KubeRay writes them: a switch has no value, but those that take true or false."""
    for name, value in parameters.items():
        if value == "true" and name != "include-dashboard":
            yield f"--{name}"
        else:
            yield f"--{name}={value}"


def parsed(group: click.Command, words: list[str]) -> click.Context:
    while isinstance(group, click.Group):
        group, words = group.commands[words[0]], words[1:]
    return group.make_context("command", list(words))


COMMANDS = list(commands())


@pytest.mark.parametrize("words", [one for _, one in COMMANDS if one[0] == "tenprint"])
def test_every_command_of_tenprint_is_one(words: list[str]) -> None:
    context = parsed(tenprint, words[1:])
    if "cluster" in words:
        assert context.params["partitions"] == 4
        assert context.params["replicas"] == 2
        assert context.params["folder"] == Path("/partitions")
    for name in ("database_url",):
        if url := context.params.get(name):
            assert url.startswith("postgresql://tenprint@"), "a password in a URL is shown by Ray"


@pytest.mark.parametrize("words", [one for _, one in COMMANDS if one[0] == "ray"])
def test_every_command_of_ray_is_one(words: list[str]) -> None:
    scripts = pytest.importorskip(
        "ray.scripts.scripts", reason="the extra `cluster` is not installed", exc_type=ImportError
    )
    context = parsed(scripts.cli, words[1:])
    if words[1] == "start":
        assert context.params["disable_usage_stats"], "something is told about this cluster"
        assert context.params["object_store_memory"] >= 80 * 2**20, "the least that Ray takes"


def test_there_is_one_of_each_kind_of_command() -> None:
    known = [" ".join(words[:2]) for _, words in COMMANDS]
    assert {"ray start", "ray health-check", "tenprint cluster", "tenprint serve"} <= set(known)
    assert {words[0] for _, words in COMMANDS} <= {"ray", "tenprint", "python", "pg_isready"}


def test_whoever_starts_nodes_blocks_or_goes_on_with_a_command() -> None:
    """A container ends when its first command ends."""
    for name, words in COMMANDS:
        if words[:2] == ["ray", "start"] and name != "KubeRay":
            following = [other for of, other in COMMANDS if of == name and other[0] == "tenprint"]
            assert ("--block" in words) != bool(following), name


def test_the_image_has_what_a_node_needs() -> None:
    assert "ARG LOCK=requirements.lock" in DOCKERFILE
    assert COMPOSE["services"]["head"]["build"]["args"] == {"LOCK": "requirements-cluster.lock"}
    assert "/partitions" in DOCKERFILE
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"!cluster", "!requirements-cluster.lock"} <= set(kept)
    lock = (ROOT / "requirements-cluster.lock").read_text()
    [version] = re.findall(r"^ray==(\S+)", lock, re.M)
    assert f"ray=={version}" in (ROOT / "constraints.txt").read_text()
    [cluster] = by_kind("RayCluster")
    assert cluster["spec"]["rayVersion"] == version


def test_the_compose_file_names_what_there_is() -> None:
    assert set(COMPOSE) <= {"name", "services", "networks", "volumes", *_extensions()}
    for name, service in COMPOSE["services"].items():
        assert service.keys() <= KNOWN_KEYS | {"entrypoint", "shm_size"}, name
        assert set(service["networks"]) <= COMPOSE["networks"].keys()
        assert set(service.get("depends_on", {})) <= COMPOSE["services"].keys()
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("."):
                assert source in {"../keys", "./secrets"}
                assert volume.endswith(":ro")
            else:
                assert source in COMPOSE["volumes"], volume


def _extensions() -> set[str]:
    return {name for name in COMPOSE if name.startswith("x-")}


def test_every_container_of_the_compose_file_is_closed() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), f"{name} listens everywhere"
        if name != "tenprint":
            assert service["networks"] == ["inside"], f"{name} is reached from outside"
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_every_member_proves_itself_and_has_the_same_folders() -> None:
    members = {name: one for name, one in COMPOSE["services"].items() if one.get("image") == IMAGE}
    assert {"head", "node-a", "node-b", "placing", "tenprint"} <= members.keys()
    for name, service in members.items():
        assert service["environment"]["RAY_AUTH_MODE"] == "token", name
        assert "data:/data" in service["volumes"], name
    nodes = [one for one in members.values() if any("partitions" in v for v in one["volumes"])]
    assert (
        len({volume for one in nodes for volume in one["volumes"] if "partitions" in volume}) == 2
    )


def test_settings_in_the_environment_are_settings() -> None:
    known = {environment_name(name) for name in Settings.model_fields} | CLIENT_VARIABLES
    known |= {"PGPASSFILE", "PGPASSWORD", "RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"}
    given = {
        name
        for service in COMPOSE["services"].values()
        for name in service.get("environment", {})
        if not name.startswith("POSTGRES_")
    }
    given |= {one["name"] for _, container in containers() for one in container.get("env", ())}
    assert {name for name in given if name.lower() not in NAMES} <= known


def test_no_secret_is_written_down() -> None:
    for line in (DEPLOY / "cluster.compose.yaml").read_text().splitlines():
        if "POSTGRES_PASSWORD" in line:
            assert "${POSTGRES_PASSWORD:?" in line, line
    assert not list(by_kind("Secret"))
    text = (DEPLOY / "kubernetes.yaml").read_text()
    named = set(re.findall(r"(?:secretName|secretKeyRef: \{name): ([\w-]+)", text))
    assert named == SECRETS
    told = (ROOT / "docs" / "cluster.md").read_text()
    assert all(f"secret generic {name}" in told for name in SECRETS)


def test_the_manifests_name_what_there_is() -> None:
    [cluster] = by_kind("RayCluster")
    spec = cluster["spec"]
    assert spec.keys() <= OF_RAY_CLUSTER
    assert spec["headGroupSpec"].keys() <= OF_GROUP | {"serviceType"}
    counts = {"groupName", "replicas", "minReplicas", "maxReplicas"}
    for group in spec["workerGroupSpecs"]:
        assert group.keys() <= OF_GROUP | counts
        assert group["replicas"] == group["minReplicas"] == group["maxReplicas"]
    claims = {one["metadata"]["name"] for one in by_kind("PersistentVolumeClaim")}
    for name, template in pods():
        volumes = template["spec"].get("volumes", [])
        mounted = {
            one["name"] for box in template["spec"]["containers"] for one in box["volumeMounts"]
        }
        assert mounted == {one["name"] for one in volumes}, name
        used = {
            v["persistentVolumeClaim"]["claimName"] for v in volumes if "persistentVolumeClaim" in v
        }
        assert used <= claims
    [service], [deployment] = by_kind("Service"), by_kind("Deployment")
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"].items() <= labels.items()
    assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()
    [box] = deployment["spec"]["template"]["spec"]["containers"]
    ports = {one["name"] for one in box["ports"]}
    assert {one["targetPort"] for one in service["spec"]["ports"]} <= ports


def test_every_pod_is_closed_and_of_one_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    assert version
    for name, container in containers():
        assert container["image"] == f"{IMAGE}:{version[1]}", name
        closed = container["securityContext"]
        assert closed == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}, (
            name
        )
    for name, template in pods():
        assert template["spec"]["securityContext"]["runAsUser"] == 10001, name
        assert template["spec"]["securityContext"]["runAsNonRoot"] is True, name
        assert template["metadata"]["labels"]["app"] == "tenprint", f"no policy holds {name}"


def test_shards_lie_on_machines_of_their_own_and_are_enough_for_the_replicas() -> None:
    [cluster] = by_kind("RayCluster")
    [shards] = [one for one in cluster["spec"]["workerGroupSpecs"] if one["groupName"] == "shards"]
    [rule] = shards["template"]["spec"]["affinity"]["podAntiAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]
    assert rule["topologyKey"] == "kubernetes.io/hostname"
    assert rule["labelSelector"]["matchLabels"].items() <= (
        shards["template"]["metadata"]["labels"].items()
    )
    [placing] = [
        one for name, one in COMMANDS if name == "tenprint-placing" and one[0] == "tenprint"
    ]
    wanted = parsed(tenprint, placing[1:]).params
    cpus = shards["replicas"] * int(shards["rayStartParams"]["num-cpus"])
    assert wanted["partitions"] * wanted["replicas"] * wanted["cpus"] <= cpus
    # One node may be away: its replicas find room on the others.
    rest = (shards["replicas"] - 1) * int(shards["rayStartParams"]["num-cpus"])
    assert wanted["partitions"] * wanted["replicas"] * wanted["cpus"] <= rest


def test_nobody_outside_reaches_the_ports_of_ray() -> None:
    for policy in by_kind("NetworkPolicy"):
        for rule in policy["spec"]["ingress"]:
            ports = {one["port"] for one in rule.get("ports", ())}
            assert "from" in rule or ports == {"people", "machines", "browsers"}
    held = [one["spec"]["podSelector"]["matchLabels"] for one in by_kind("NetworkPolicy")]
    assert {"app": "tenprint"} in held
