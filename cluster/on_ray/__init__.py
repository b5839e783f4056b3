"""The cluster on Ray: processes, where they run, and who knows whom. The only place of Ray."""

from cluster.on_ray.connection import joined
from cluster.on_ray.directory import RayDirectory
from cluster.on_ray.ground import RayGround, changing
from cluster.on_ray.overview import Overview, overview
from cluster.on_ray.placing import ClusterPlan, place, remove
from cluster.on_ray.scaling import end_scaler, renew_scaler, scaler_view, start_scaler
from cluster.on_ray.workers import (
    RayWorkers,
    end_workers,
    outdated_workers,
    renew_worker,
    start_workers,
    worker_views,
)

__all__ = [
    "ClusterPlan",
    "RayDirectory",
    "RayGround",
    "RayWorkers",
    "Overview",
    "changing",
    "end_scaler",
    "end_workers",
    "joined",
    "outdated_workers",
    "overview",
    "place",
    "remove",
    "renew_scaler",
    "renew_worker",
    "scaler_view",
    "start_scaler",
    "start_workers",
    "worker_views",
]
