"""The channel to the service: message bounds, and gRPC's own retries with backoff."""

import json

import grpc

MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""What the service takes in one message."""

_OPTIONS_BYTES = 2 * MAX_MESSAGE_BYTES

RETRY_POLICY = {
    "maxAttempts": 5,
    "initialBackoff": "0.5s",
    "maxBackoff": "8s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
}
"""Every request carries an id or changes nothing, so that trying again is harmless."""

_SERVICES = (
    "IdentificationService",
    "BookingService",
    "RecordsService",
    "LescService",
    "LescAnswerService",
)


def open_channel(target: str, credentials: grpc.ChannelCredentials | None = None) -> grpc.Channel:
    """Open a channel; without credentials it is in clear text, for loopback alone."""
    if credentials is None:
        return grpc.insecure_channel(target, _options())
    return grpc.secure_channel(target, credentials, _options())


def _options() -> list[tuple[str, int | str]]:
    names = [{"service": f"tenprint.v1.{service}"} for service in _SERVICES]
    config = {"methodConfig": [{"name": names, "retryPolicy": RETRY_POLICY}]}
    return [
        ("grpc.max_send_message_length", _OPTIONS_BYTES),
        ("grpc.max_receive_message_length", _OPTIONS_BYTES),
        # A request larger than this buffer would be sent once and never retried.
        ("grpc.per_rpc_retry_buffer_size", _OPTIONS_BYTES),
        ("grpc.enable_retries", 1),
        ("grpc.service_config", json.dumps(config)),
    ]
