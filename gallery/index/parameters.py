"""Parameters and status of an index."""

from dataclasses import dataclass

from gallery.index.types import FingerClass


@dataclass(frozen=True)
class IndexParameters:
    """Parameters of an index; docs/decisions/0009 gives the reasons."""

    finer: str = "int8-512"
    """Name of one of FINER_CODES."""
    seal_count: int = 16_384
    """Rows of an open segment, which has room for all of them from the beginning: 1.3 MB. Sealed
    segments with at most so many live rows are of the lowest tier."""
    tail_count: int = 4_096
    """Rows; a snapshot seals open segments with at least so many, so that a start need not read
    them from their source again. Reading so many takes about two seconds."""
    replay_count: int = 65_536
    """Changes; an open segment of any size is sealed when its oldest row is so many changes behind:
    a start reads again everything after the oldest row that is not sealed."""
    most_frozen: int = 8
    """Segments that may wait to be sealed; a faster writer has to wait."""
    tier_factor: int = 8
    """Segments of a tier that are merged, and the ratio of sizes from tier to tier."""
    largest_count: int = 8_388_608
    """Live rows; no merge makes a larger segment. This bounds the time of a merge, and the room on
    disk that a merge needs until the manifest before it goes."""
    dead_share: float = 0.2
    """Share of dead rows above which a segment is written again."""
    gather_ms: float = 2.0
    """How long searches wait for each other. A scan of a million takes about 4 ms, of seventy
    million 250 ms (docs/decisions/0009)."""
    most_probes: int = 16
    """Probes a scan; what one scan holds of candidates grows with them."""
    scans_at_once: int = 2
    """Scans that run beside each other: as many as there are cores to be had."""
    snapshot_s: float = 300.0
    """Time between two manifests, if anything has changed."""
    verified_bytes_per_s: int = 4 << 20
    """Rate at which sealed segments are verified in the background; 0: never. A core reads 800 MB/s
    from the page cache, so this takes half a hundredth of a core, and an hour for a million people
    of 14 kB."""
    verify_pass_s: float = 86_400.0
    """Least time from the beginning of one verifying pass to the next."""
    background: bool = True
    """Whether a thread seals and compacts; without it, callers ask for both."""


@dataclass(frozen=True)
class SegmentStatus:
    """The state of one segment."""

    name: str
    finger_class: FingerClass
    count: int
    """Rows, with dead rows."""
    dead_count: int
    sealed: bool
    damage: str = ""
    """Damage that a reader met; "" if none is known."""

    @property
    def live_count(self) -> int:
        """Rows that a search can find."""
        return self.count - self.dead_count


@dataclass(frozen=True)
class IndexStatus:
    """The state of an index."""

    gallery: str
    version: str = ""
    watermark: int = 0
    """The last change that a search sees."""
    manifest_number: int = 0
    """0 before the first manifest."""
    manifest_watermark: int = 0
    """The change after which a start would continue."""
    source_position: str | None = None
    segments: tuple[SegmentStatus, ...] = ()
    resident_bytes: int = 0
    """0 if no process has the index in memory."""
    damaged: tuple[str, ...] = ()
    """Names that were set aside in the folder, and damaged manifests."""
    failure: str = ""
    """Why sealing, compaction or snapshot fails now; "" while they work."""

    @property
    def reference_count(self) -> int:
        """References that a search can find."""
        return sum(one.live_count for one in self.segments)

    @property
    def damage(self) -> tuple[str, ...]:
        """All damage that is known, set aside or not."""
        met = (f"{one.name}: {one.damage}" for one in self.segments if one.damage)
        return (*self.damaged, *met)
