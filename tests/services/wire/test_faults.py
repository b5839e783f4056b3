"""A lack of files, memory or disk is a fault of ours, whatever a library calls it."""

import errno
from urllib.parse import quote

import pytest

from matcher.errors import SampleError
from services.errors import InvalidFieldError, LocatedSampleError, NoResourcesError
from services.wire.faults import fault_of_ours
from services.wire.status import MAX_MESSAGE_LENGTH, rich_status, status_code


def undecodable(cause: BaseException) -> LocatedSampleError:
    """What an image library makes of a fault of the machine."""
    try:
        try:
            raise cause
        except (OSError, MemoryError) as error:
            raise SampleError(f"cannot be decoded: {error}") from error
    except SampleError as error:
        return LocatedSampleError(error, 0, 2)


@pytest.mark.parametrize(
    "cause",
    [
        OSError(errno.EMFILE, "Too many open files", "/srv/tenprint/data/x"),
        OSError(errno.ENOSPC, "No space left on device", "/srv/tenprint/data/x"),
        MemoryError(),
    ],
)
def test_a_sound_image_is_not_blamed_and_nothing_is_named(cause: BaseException) -> None:
    found = fault_of_ours(undecodable(cause))
    assert isinstance(found, NoResourcesError)
    assert status_code(found).name == "UNAVAILABLE"
    assert "/srv" not in (rich_status(found, "id").details or "")


def test_a_fault_of_the_image_stays_one() -> None:
    assert fault_of_ours(undecodable(OSError("image file is truncated"))) is None
    assert fault_of_ours(undecodable(FileNotFoundError(errno.ENOENT, "no file"))) is None


@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_a_message_that_repeats_what_was_sent_keeps_its_bound(letter: str) -> None:
    details = rich_status(InvalidFieldError("source", letter * 100_000), "id").details or ""
    assert details.startswith("source: ")
    assert len(quote(details)) <= MAX_MESSAGE_LENGTH


def test_a_ring_of_causes_ends() -> None:
    error, other = ValueError("a"), ValueError("b")
    error.__context__, other.__context__ = other, error
    assert fault_of_ours(error) is None
