"""The cluster's branch of the error tree (its root is in matcher/errors.py).

TenprintError
├── SampleError
│   └── ExtractionFailedError      EXTRACTION_FAILED
├── StoreUnavailableError
│   └── PartitionUnavailableError  PARTITION_UNAVAILABLE
│       └── CutChangedError    the partitions of another cut are asked. Never on the wire
├── ClusterError               CLUSTER_REFUSED: never on the wire
└── ReplicaError               a replica cannot answer; another one is asked. Never on the wire
    ├── ReplicaBehindError
    └── ReplicaNotReadyError
"""

from database.errors import StoreUnavailableError
from matcher.errors import SampleError, TenprintError


class PartitionUnavailableError(StoreUnavailableError, reason="PARTITION_UNAVAILABLE"):
    """A part of a gallery cannot be searched now, so the gallery cannot be searched."""


class CutChangedError(PartitionUnavailableError):
    """The partitions that were asked have ended, and others hold their references."""


class ClusterError(TenprintError, reason="CLUSTER_REFUSED"):
    """A cluster cannot be joined or changed as it was asked."""


class ReplicaError(TenprintError):
    """A replica cannot answer; another one is asked."""


class ReplicaBehindError(ReplicaError):
    """A replica has not seen what the search must see, and cannot reach it in a moment."""


class ReplicaNotReadyError(ReplicaError):
    """A replica is still opening its folder or filling it from the database."""


class ExtractionFailedError(SampleError, reason="EXTRACTION_FAILED"):
    """Two workers of the cluster were lost one after the other while they had the finger."""
