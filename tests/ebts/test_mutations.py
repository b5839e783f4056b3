"""Files that were changed at random never break the reader, and every one can be answered."""

import random

from ebts.booking import stated_booking
from ebts.errors import EbtsError
from ebts.reading import read
from ebts.responses import Finding, error_response, response
from ebts.validation import validate
from ebts.writing import write
from tests.transactions import TIME, TODAY, card, faults_of, image

SEEDS = (
    write(card()),
    write(card(record_type=4)),
    write(card({39: ("CAFÉ",), 84: (("03", "XX"),), 2085: ("x",)}, images=[image(1)])),
)
TOKENS = (
    *(b"\x1c", b"\x1d", b"\x1e", b"\x1f", b"14.001:", b"2.001:", b"1.015:003\x1fUTF-8", b"999:"),
    *(b"99999999", b"-1", b"\xff", b"\x00", b":", b".", b"4\x1f01"),
)
LENGTHS = (b"\xff\xff\xff\xff", bytes(4), b"0000", b"9999")
COUNT = 3_000


def mutated(generator: random.Random) -> bytes:
    """Change, insert, delete, cut or repeat bytes of a sound file, once or several times."""
    data = bytearray(generator.choice(SEEDS))
    for _ in range(generator.choice([1, 1, 2, 3, 8])):
        at = generator.randrange(len(data) + 1)
        match generator.randrange(6):
            case 0:
                data[at : at + 1] = bytes([generator.randrange(256)])
            case 1:
                data[at:at] = generator.choice(TOKENS)
            case 2:
                del data[at : at + generator.choice([1, 2, 5, 20])]
            case 3:
                data[at : at + 4] = generator.choice(LENGTHS)
            case 4:
                start = generator.randrange(len(data) + 1)
                data[at:at] = data[start : start + generator.randrange(60)]
            case _:
                del data[at:]
    return bytes(data)


def test_every_changed_file_is_judged_and_answered() -> None:
    generator, sound_count = random.Random(20), 0
    for _ in range(COUNT):
        data = mutated(generator)
        try:
            reading = read(data)
        except EbtsError:
            continue
        found = validate(reading, TODAY)[1].all()
        errt = error_response(reading.transaction, found or ["refused"], "errt", TIME)
        assert faults_of(errt) == (), data
        if not found and reading.transaction is not None:
            sound_count += 1
            assert read(write(reading.transaction)).faults == ()
            stated_booking(reading.transaction)
            answer = response(reading.transaction, Finding("first", TIME, True, "T0000001"))
            assert faults_of(answer) == (), data
    assert sound_count
