"""Where the checkout is, and the files of every earlier version that must still be read."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
