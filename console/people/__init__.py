"""Who may sign in, and how people prove who they are."""

from console.people.demonstration import DEMONSTRATION, DESKS, WITHOUT_PASSWORDS
from console.people.listed import Listed, People, put, read, remove
from console.people.passwords import Guesses, hash_password, is_right
from console.people.provided import person_of

__all__ = [
    "DEMONSTRATION",
    "DESKS",
    "Guesses",
    "Listed",
    "People",
    "WITHOUT_PASSWORDS",
    "hash_password",
    "is_right",
    "person_of",
    "put",
    "read",
    "remove",
]
