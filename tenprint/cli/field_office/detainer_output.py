"""What is printed of detainers."""

from tenprint.cli.shared.output import console, print_json
from tenprint.v1 import detainer_service_pb2 as pb2


def print_detainer(detainer: pb2.Detainer, *, as_json: bool) -> None:
    """Print a detainer."""
    if as_json:
        print_json(detainer)
    else:
        console.print(detainer_line(detainer))


def detainer_line(detainer: pb2.Detainer) -> str:
    """Say how a detainer stands."""
    state = pb2.DetainerState.Name(detainer.state).removeprefix("DETAINER_STATE_").lower()
    line = f"detainer {detainer.detainer_id}: {state.replace('_', ' ')}"
    if detainer.HasField("expire_time"):
        until = detainer.expire_time.ToDatetime().isoformat(timespec="minutes")
        line += f", the agency must release by {until}Z"
    return f"{line} {detainer.end_reason}".rstrip()
