"""OpenVINO without its telemetry.

On import it would report to its vendor from a forked copy of this process: a service that holds
fingerprints tells nobody that it runs, and a process with threads and locks must not be forked.
"""

import sys

# OpenVINO itself takes a silent stand-in where this package cannot be imported.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402
from openvino import opset1 as ops1  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

__all__ = ["ops", "ops1", "ov"]
