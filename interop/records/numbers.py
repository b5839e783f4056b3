"""Numbers by which agencies name a person: made from a count, with a check character.

How the real numbers are composed is not public. These numbers have the same lengths.
"""

_DIGITS = "0123456789ABCDEFGHJKLMNPRSTWXYZ"
"""31 characters, a prime number. Characters that look alike are left out."""


def fbi_number(number: int) -> str:
    """Write the FBI number (FNU) of a count: nine characters.

    The check character finds one wrong character and two swapped characters.
    """
    body = ""
    for _ in range(7):
        number, digit = divmod(number, len(_DIGITS))
        body = _DIGITS[digit] + body
    weighted = sum(place * _DIGITS.index(one) for place, one in enumerate(body, 1))
    return f"T{body}{_DIGITS[weighted % len(_DIGITS)]}"


def fin(number: int) -> str:
    """Write the fingerprint identification number (FIN) of a count: ten digits.

    The check digit finds one wrong digit (ISO/IEC 7812-1, annex B).
    """
    body = f"{number:09d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(body)]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{body}{-total % 10}"
