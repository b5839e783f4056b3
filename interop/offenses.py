"""Categories of offences, in the words of the audit and of 8 U.S.C. 1101(a)(43)."""

from enum import StrEnum


class OffenseCategory(StrEnum):
    """What a charge or conviction is for. The module `priorities` decides the level."""

    MURDER = "murder"
    RAPE = "rape"
    TERRORISM = "terrorism"
    HUMAN_TRAFFICKING = "human_trafficking"
    DRUG_TRAFFICKING = "drug_trafficking"
    FIREARMS_TRAFFICKING = "firearms_trafficking"
    ALIEN_SMUGGLING = "alien_smuggling"
    ARSON = "arson"
    ROBBERY = "robbery"
    BURGLARY = "burglary"
    ASSAULT = "assault"
    LARCENY = "larceny"
    FRAUD = "fraud"
    IDENTITY_THEFT = "identity_theft"
    EXTORTION = "extortion"
    GANG_ACTIVITY = "gang_activity"
    ILLEGAL_ENTRY = "illegal_entry"
    ILLEGAL_REENTRY = "illegal_reentry"
    DRUG_POSSESSION = "drug_possession"
    DRIVING_UNDER_THE_INFLUENCE = "driving_under_the_influence"
    TRAFFIC = "traffic"
    COURT_ORDER_VIOLATION = "court_order_violation"
    HARBORING_FUGITIVES = "harboring_fugitives"
    DISORDERLY_CONDUCT = "disorderly_conduct"
    OTHER = "other"
