"""Fuzz one target, guided by coverage: `python -m tests.fuzz.run TARGET SECONDS FOLDER`.

The corpus is kept in FOLDER/corpus, and what was found in FOLDER/found. The process ends with the
status of libFuzzer: 0 if nothing was found.
"""

import sys
from pathlib import Path

import atheris

MOST_BYTES = 65_536
INPUT_S = 5
"""An input that takes longer is a finding."""
MEMORY_MIB = 1_024


def main(name: str, duration_s: int, folder: Path) -> None:
    """Fuzz until the time is over or something is found."""
    with atheris.instrument_imports(include=["matcher.containers", "matcher.interchange"]):
        from tests.fuzz.targets import TARGETS

    target = TARGETS[name]
    corpus, found = folder / "corpus", folder / "found"
    for one in (corpus, found):
        one.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number:02}").write_bytes(seed)
    options = [
        f"-max_total_time={duration_s}",
        f"-timeout={INPUT_S}",
        f"-rss_limit_mb={MEMORY_MIB}",
        f"-max_len={MOST_BYTES}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
