"""Who asks."""

from services.wire.caller import caller_of


def test_metadata_becomes_the_caller() -> None:
    caller = caller_of(
        [
            ("user-agent", "any"),
            ("tenprint-ori", "WVTEST000"),
            ("tenprint-roles", "booking, examiner"),
            ("tenprint-roles", "operator"),
            ("tenprint-purpose", "criminal justice"),
        ]
    )
    assert caller.ori == "WVTEST000"
    assert caller.roles == {"booking", "examiner", "operator"}
    assert caller.purpose == "criminal justice"


def test_on_loopback_nobody_has_to_say_who_asks() -> None:
    caller = caller_of([])
    assert (caller.ori, caller.roles, caller.purpose) == ("", frozenset(), "")
