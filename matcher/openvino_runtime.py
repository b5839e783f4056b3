"""OpenVINO without its telemetry.

On import OpenVINO would report to its vendor from a forked copy of this process. But a service that
holds fingerprints must not report that it runs, and a process with threads and locks must not be
forked.
"""

import sys

# OpenVINO itself uses a silent stand-in if this package cannot be imported.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402
from openvino import opset1 as ops1  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

__all__ = ["ops", "ops1", "ov"]
