"""How an index is kept, and what it tells of itself."""

from dataclasses import dataclass

from gallery.index.compaction import CompactionParameters
from gallery.index.gathering import GatheringParameters
from gallery.index.types import FingerClass


@dataclass(frozen=True)
class IndexParameters:
    """How an index is kept; docs/decisions/0009 says why."""

    finer: str = "int8-512"
    """Of FINER_CODES."""
    seal_count: int = 16_384
    """Rows of an open segment; they take 21 MB and are searched one by one."""
    tail_count: int = 4_096
    """Rows; a snapshot seals open segments that have as many, so that a start need not read
    them from their source again: about two seconds' worth."""
    replay_count: int = 65_536
    """Changes; an open segment is sealed, however small, when its oldest row is so many behind:
    a start reads again whatever follows the oldest row that is not sealed."""
    most_frozen: int = 8
    """Segments that wait to be sealed; a writer that is faster than that waits."""
    tier_factor: int = 8
    """See CompactionParameters, as the next two."""
    largest_count: int = 8_388_608
    dead_share: float = 0.2
    gather_ms: float = 2.0
    """See GatheringParameters, as the next two."""
    most_probes: int = 16
    scans_at_once: int = 2
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

    @property
    def compaction(self) -> CompactionParameters:
        """When segments are merged."""
        return CompactionParameters(
            self.seal_count, self.tier_factor, self.largest_count, self.dead_share
        )

    @property
    def gathering(self) -> GatheringParameters:
        """How long searches wait for each other."""
        return GatheringParameters(self.gather_ms, self.most_probes, self.scans_at_once)


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
