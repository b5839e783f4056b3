"""How long a caller waits for an identification over gRPC, stage by stage."""

from benchmarks.latency.arrivals import Answer, Bounds, closed_loop, open_loop, poisson_arrivals
from benchmarks.latency.gallery import FIRST_SEED, import_people
from benchmarks.latency.server import free_port, own_server

__all__ = [
    "Answer",
    "Bounds",
    "FIRST_SEED",
    "closed_loop",
    "free_port",
    "import_people",
    "open_loop",
    "own_server",
    "poisson_arrivals",
]
