"""Damage images at random and send them through decoding workers, as a request would.

`python -m tests.fuzz.mutation --count 20000 --out out/soak/mutation.json`. Each piece is added to
the record when it is done; started again, the run goes on where the record ends.
"""

import json
import resource
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click
import numpy as np

from matcher.codecs import Encoding
from matcher.decoding import DecodingLimits, DecodingPool, EncodedImage
from matcher.errors import DecodingFailedError, SampleError
from tests.fuzz.targets import drawn_images, real_images

PIECE = 500
"""Images between two lines of the record."""
LIMITS = DecodingLimits(deadline_s=5.0)


@click.command()
@click.option("--count", default=20_000, show_default=True, help="Images in all.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/soak/mutation.json"))
def soak(count: int, out: Path) -> None:
    """Send damaged images to the workers; exit with 1 if anything but a refusal comes back."""
    pieces: list[dict[str, Any]] = json.loads(out.read_text()) if out.exists() else []
    done = sum(piece["images"] for piece in pieces)
    pool = DecodingPool(2, LIMITS)
    pool.wait_until_ready()
    try:
        while done < count:
            pieces.append(damage(pool, done, min(PIECE, count - done)))
            done += pieces[-1]["images"]
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(pieces, indent=1) + "\n")
            click.echo(f"{done}/{count} images: {_total(pieces).most_common()}")
    finally:
        pool.close()
    slowest_s = max(piece["slowest_s"] for piece in pieces)
    click.echo(f"slowest {slowest_s:.2f} s, deadline {LIMITS.deadline_s:g} s")
    if slowest_s > LIMITS.deadline_s + 1:
        raise SystemExit(1)


def damage(pool: DecodingPool, first: int, count: int) -> dict[str, Any]:
    """Send so many damaged images, each made from its own number; returns what came back."""
    sound = [*drawn_images(), *real_images()]
    outcomes: Counter[str] = Counter()
    lost: list[int] = []
    slowest_s = 0.0
    for number in range(first, first + count):
        encoding, data = sound[number % len(sound)]
        image = EncodedImage(damaged(data, number), encoding, 500)
        started_s = time.monotonic()
        outcome = _outcome(pool, image)
        slowest_s = max(slowest_s, time.monotonic() - started_s)
        outcomes[f"{encoding.value}: {outcome}"] += 1
        if outcome == DecodingFailedError.reason:
            lost.append(number)
    return {
        "images": count,
        "outcomes": dict(outcomes),
        "worker_lost_by": lost,
        "slowest_s": round(slowest_s, 3),
        "own_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def damaged(data: bytes, number: int) -> bytes:
    """Overwrite, drop, double or add bytes, at the head as often as anywhere."""
    rng = np.random.default_rng(number)
    found = bytearray(data)
    for _ in range(int(rng.integers(1, 9))):
        reach = min(len(found), 700) if rng.random() < 0.5 else len(found)
        at = int(rng.integers(0, max(reach, 1)))
        kind = rng.integers(0, 4)
        if kind == 0:
            found[at : at + 1] = bytes([int(rng.integers(0, 256))])
        elif kind == 1:
            found[at : at + 2] = rng.choice([b"\xff\xff", b"\0\0", b"\xff\xa3", b"\x7f\xff"])
        elif kind == 2:
            del found[at : at + int(rng.integers(1, 40))]
        else:
            found[at:at] = found[at : at + int(rng.integers(1, 40))]
    return bytes(found)


def _outcome(pool: DecodingPool, image: EncodedImage) -> str:
    try:
        pool.decode(image)
    except SampleError as error:
        return error.reason
    return "decoded"


def _total(pieces: list[dict[str, Any]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for piece in pieces:
        for name, many in piece["outcomes"].items():
            total[name.partition(": ")[2]] += many
    return total


def kinds() -> set[Encoding]:
    """List the encodings that are damaged."""
    return {encoding for encoding, _ in drawn_images()}


if __name__ == "__main__":
    soak()
