"""Makes sealed segments of other segments, or of references that come in bulk."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.stopping import Check, never_stop
from gallery.index.folder import sync_folder
from gallery.index.quantiser import Quantiser
from gallery.index.segment import records
from gallery.index.segment.coded_rows import CodedRows, join
from gallery.index.segment.codes_file import write_codes
from gallery.index.segment.files import writing
from gallery.index.segment.finer import FinerCode
from gallery.index.segment.open import RowFiles, refuse_other_classes
from gallery.index.segment.sealed import SealedSegment
from gallery.index.types import FingerClass, ReferenceBatch

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

_MERGED_AT_ONCE = 1_024


def write_sealed(
    folder: Path,
    finger_class: FingerClass,
    finer: FinerCode,
    quantiser: Quantiser,
    batches: Iterable[ReferenceBatch],
) -> SealedSegment:
    """Write references in bulk as a sealed segment. Templates may be missing.

    Raises ValueError if ids do not ascend over the batches or a reference is of another class;
    StoreUnavailableError if the disk is full. The folder is then deleted.
    """
    parts = (_coded(batch, finger_class, finer, quantiser) for batch in batches)
    return write_coded(folder, finger_class, finer, quantiser, parts)


def merge(
    segments: Sequence[SealedSegment],
    folder: Path,
    quantiser: Quantiser,
    check: Check = never_stop,
) -> SealedSegment:
    """Write the live rows of some segments as one segment, in order of ids.

    The caller must mark or erase rows that die meanwhile in the result too. check: called at
    intervals; an error that it raises ends the work, because a stop must not wait for millions of
    rows. Raises DamagedSegmentError; StoreUnavailableError if the disk is full. The folder is then
    deleted.
    """
    first = segments[0]
    if any((one.finger_class, one.finer) != (first.finger_class, first.finer) for one in segments):
        raise ValueError("segments of different finger classes or finer codes cannot be merged")
    return write_coded(
        folder, first.finger_class, first.finer, quantiser, _gathered(segments, check)
    )


def copy_some(
    segment: SealedSegment, which: Numbers, folder: Path, quantiser: Quantiser
) -> SealedSegment:
    """Write some rows of a segment, with their codes, as another segment. which: ascending.

    Raises DamagedSegmentError; StoreUnavailableError if the disk is full. The folder is then
    deleted.
    """
    codes = segment.stored_codes()
    parts = (
        segment.stored(which[first : first + _MERGED_AT_ONCE], codes)
        for first in range(0, len(which), _MERGED_AT_ONCE)
    )
    return write_coded(folder, segment.finger_class, segment.finer, quantiser, parts)


def write_coded(
    folder: Path,
    finger_class: FingerClass,
    finer: FinerCode,
    quantiser: Quantiser,
    parts: Iterator[CodedRows],
) -> SealedSegment:
    """Write references that are coded already as a sealed segment.

    Raises the errors of `write_sealed`, and then leaves no folder.
    """
    with writing(folder):
        folder.mkdir(parents=True)
        try:
            with closing(RowFiles(folder, finger_class, finer)) as files:
                write_codes(folder, finger_class, quantiser, _written(files, parts))
                files.finish()
            sync_folder(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return SealedSegment.open(folder, quantiser)


def _written(files: RowFiles, parts: Iterator[CodedRows]) -> Iterator[Bytes]:
    """Append parts; gives the codes of each part, for the file of codes.

    A thread writes one part while the caller's thread makes the next.
    """
    last_id = np.iinfo(np.int64).min
    with ThreadPoolExecutor(1) as pool:
        written: Future[None] | None = None
        for part in parts:
            if written is not None:
                written.result()
            if len(part.ids):
                if part.ids[0] <= last_id or np.any(np.diff(part.ids) <= 0):
                    raise ValueError(f"ids do not ascend after reference {last_id}")
                last_id = int(part.ids[-1])
                written = pool.submit(files.append, part.ids, part.masks, part.finer, part.records)
                yield part.codes
        if written is not None:
            written.result()


def _coded(
    batch: ReferenceBatch, finger_class: FingerClass, finer: FinerCode, quantiser: Quantiser
) -> CodedRows:
    refuse_other_classes(batch, finger_class)
    return CodedRows(
        batch.reference_ids,
        batch.masks,
        finer.encode(batch.vectors),
        quantiser.encode(batch.small_codes()),
        records.encode_batch(batch),
    )


def _gathered(segments: Sequence[SealedSegment], check: Check) -> Iterator[CodedRows]:
    """Read the live rows of segments, in order of ids, some at a time."""
    live = [one.live_rows() for one in segments]
    ids = np.concatenate([one.ids[own] for one, own in zip(segments, live, strict=True)])
    owner = np.repeat(np.arange(len(segments), dtype=np.int32), [len(own) for own in live])
    row = np.concatenate(live)
    codes = [one.stored_codes() for one in segments]
    # Stable: ids already in order, the usual case, cost one pass.
    order = np.argsort(ids, kind="stable")
    for first in range(0, len(order), _MERGED_AT_ONCE):
        check()
        chosen = order[first : first + _MERGED_AT_ONCE]
        owners = owner[chosen]
        yield _in_order(
            [
                segments[number].stored(row[chosen[owners == number]], codes[number])
                for number in np.unique(owners).tolist()
            ]
        )


def _in_order(parts: Sequence[CodedRows]) -> CodedRows:
    if len(parts) == 1:
        return parts[0]
    joined = join(parts)
    return joined.take(np.argsort(joined.ids))
