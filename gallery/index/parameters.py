"""How an index is kept, and what it tells of itself."""

from dataclasses import dataclass

from gallery.index.types import FingerClass


@dataclass(frozen=True)
class IndexParameters:
    """How an index is kept; docs/decisions/0009 says why."""

    finer: str = "int8-512"
    """Of FINER_CODES."""
    seal_count: int = 16_384
    """Rows of an open segment; they take 21 MB and are searched one by one. Sealed segments of so
    many live rows and fewer are of the lowest tier."""
    tail_count: int = 4_096
    """Rows; a snapshot seals open segments that have as many, so that a start need not read
    them from their source again: about two seconds' worth."""
    replay_count: int = 65_536
    """Changes; an open segment is sealed, however small, when its oldest row is so many behind:
    a start reads again whatever follows the oldest row that is not sealed."""
    most_frozen: int = 8
    """Segments that wait to be sealed; a writer that is faster than that waits."""
    tier_factor: int = 8
    """Segments of a tier that are merged, and the ratio of sizes from tier to tier."""
    largest_count: int = 8_388_608
    """Live rows; no merge makes a larger segment. This bounds the time of a merge, and the room on
    disk that a merge needs until the manifest before it goes."""
    dead_share: float = 0.2
    """Of the rows; a segment with more dead rows is written again."""
    gather_ms: float = 2.0
    """How long searches wait for each other. A scan of a million takes about 4 ms, of seventy
    million 250 ms (docs/decisions/0009)."""
    most_probes: int = 16
    """Probes a scan; what one scan holds of candidates grows with them."""
    scans_at_once: int = 2
    """Scans that run beside each other: as many as there are cores to be had."""
    snapshot_s: float = 300.0
    """After that long without a manifest one is written, if anything has changed."""
    verified_bytes_per_s: int = 4 << 20
    """At which sealed segments are read through in the background; 0: never. From the page cache
    800 MB/s were read on a core, so this takes half a hundredth of one, and an hour for a million
    people of 14 kB."""
    verify_pass_s: float = 86_400.0
    """From the beginning of one such pass to that of the next, at least."""
    background: bool = True
    """Whether a thread seals and compacts; without, that is done when it is asked for."""


@dataclass(frozen=True)
class SegmentStatus:
    """One segment."""

    name: str
    finger_class: FingerClass
    count: int
    """Rows, dead ones too."""
    dead_count: int
    sealed: bool
    damage: str = ""
    """What a reader met; "" while nothing is known."""


@dataclass(frozen=True)
class IndexStatus:
    """What an index tells of itself."""

    gallery: str
    version: str
    reference_count: int
    watermark: int
    """The last change that a search sees."""
    manifest_number: int
    """0 before the first."""
    manifest_watermark: int
    """The change after which a start would go on."""
    source_position: str | None
    segments: tuple[SegmentStatus, ...]
    resident_bytes: int
    damaged: tuple[str, ...]
    """What was set aside in the folder."""
    failure: str
    """Why sealing, compaction or snapshot fails at present; "" while they work."""
