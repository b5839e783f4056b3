"""A small scenario with costs that are easy to reckon with."""

import numpy as np

from benchmarks.cluster_simulation.costs import Call, Calls, Costs
from benchmarks.cluster_simulation.machines import Shape
from benchmarks.cluster_simulation.scenario import Scenario

CALL = Call(caller_s=0.001, replica_s=0.001, wire_s=0.001)
FREE = Call(0.0, 0.0, 0.0)
COSTS = Costs(
    scan=(np.array([0.0, 1e6]), np.array([0.0, 0.1])),
    place_s=1e-5,
    few_s=4e-4,
    all_s=8e-4,
    own_s=0.002,
    prints_s=np.array([0.05, 0.1]),
    spread=np.array([1.0]),
    calls=Calls(CALL, CALL, CALL, FREE, 0.0),
    resident_bytes=41.0,
    disk_bytes=800.0,
    load_s=1e-7,
    fill_s=1e-5,
)
SCENARIO = Scenario(people=8_000_000, transactions_a_day=86_400.0, stalls=0.0)
SHAPE = Shape(nodes=4, partitions=4, replicas=2, shard_cores=4, worker_cores=4, services=2)
