"""`make soak requests`: many mutated requests over every RPC against one server."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.fuzz.running import FLAGS, fuzz
from tests.servers import running_server
from tests.services.access.rpcs import RPCS


def main() -> int:
    """Fuzz, and write what came back. Returns 1 if there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000, help="requests")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    rounds = -(-asked.count // len(RPCS))
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder), *FLAGS) as server:
        outcome = fuzz(server.target, server.lesc_target, rounds=rounds, seed=asked.seed)
    codes: dict[str, dict[str, int]] = {}
    for (name, code), count in sorted(outcome.codes.items()):
        codes.setdefault(name, {})[code] = count
    told = {"requests": sum(outcome.codes.values()), "faults": outcome.faults, "codes": codes}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(told, indent=2) + "\n")
    sys.stdout.write(f"{told['requests']:,} requests, {len(outcome.faults)} faults: {asked.out}\n")
    return bool(outcome.faults)


if __name__ == "__main__":
    sys.exit(main())
