"""The screens: one module or folder each, with the addresses that it answers."""

from console.screens import (
    auditor,
    examiner,
    jail,
    lesc,
    officer,
    operator,
    supervisor,
    transactions,
    trying,
)
from console.screens.signing_in import SigningIn
from console.web import Place

PLACES: tuple[Place, ...] = (
    *officer.PLACES,
    *examiner.PLACES,
    *lesc.PLACES,
    *trying.PLACES,
    *transactions.PLACES,
    *jail.PLACES,
    *supervisor.PLACES,
    *auditor.PLACES,
    *operator.PLACES,
)
"""The addresses of all screens. `console.navigation` says who sees which screen."""

__all__ = ["PLACES", "SigningIn"]
