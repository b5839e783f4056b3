"""Crimes that synthetic people commit: categories of the audit, invented statutes."""

from dataclasses import dataclass
from datetime import date

from synthesis.lives.records import LifeConviction


@dataclass(frozen=True)
class Crime:
    """A crime, the longest sentence for it and the usual sentences."""

    category: str
    """A value of `interop.offenses.OffenseCategory`."""
    literal: str
    offense_code: str
    maximum_sentence_months: int
    usual_sentences_months: tuple[int, ...]
    aggravated_from_months: int | None = None
    """The imposed sentence from which it is an aggravated felony (8 U.S.C. 1101(a)(43)): 0 for
    any, None for never."""

    def sentenced(self, day: date, imposed_months: int) -> LifeConviction:
        """Sentence somebody."""
        least = self.aggravated_from_months
        return LifeConviction(
            date=day,
            category=self.category,
            literal=self.literal,
            offense_code=self.offense_code,
            statute=f"SYNTHETIC CODE {self.offense_code}",
            maximum_sentence_months=self.maximum_sentence_months,
            imposed_sentence_months=imposed_months,
            aggravated_felony=least is not None and imposed_months >= least,
        )


AGGRAVATED = (
    Crime("drug_trafficking", "SELLING NARCOTICS", "3560", 240, (36, 60, 120), 0),
    Crime("firearms_trafficking", "FIREARMS TRAFFICKING", "5299", 120, (24, 60), 0),
    Crime("alien_smuggling", "SMUGGLING ALIENS", "0399", 120, (18, 36), 0),
    Crime("rape", "RAPE", "1199", 240, (84, 120), 0),
    Crime("murder", "MURDER", "0999", 600, (240, 480), 0),
    Crime("assault", "AGGRAVATED ASSAULT", "1399", 120, (12, 24, 48), 12),
    Crime("burglary", "BURGLARY", "2299", 72, (12, 24), 12),
    Crime("larceny", "GRAND LARCENY", "2399", 60, (12, 18), 12),
)
"""Each is an aggravated felony with its usual sentences."""

FELONIES = (
    Crime("drug_possession", "POSSESSION OF NARCOTICS", "3562", 36, (0, 3, 9)),
    Crime("identity_theft", "IDENTITY THEFT", "2699", 60, (6, 18)),
    Crime("fraud", "FRAUD UNDER $10,000", "2699", 36, (0, 6)),
    Crime("extortion", "EXTORTION", "2199", 48, (6, 14)),
)
"""Felonies punishable by more than one year that are not aggravated."""

MISDEMEANORS = (
    Crime("larceny", "PETTY LARCENY", "2399", 6, (0, 1)),
    Crime("assault", "SIMPLE ASSAULT", "1313", 6, (0, 2)),
    Crime("driving_under_the_influence", "DRIVING UNDER THE INFLUENCE", "5404", 6, (0, 1)),
    Crime("traffic", "DRIVING WITHOUT A LICENSE", "5499", 3, (0,)),
    Crime("disorderly_conduct", "DISORDERLY CONDUCT", "5311", 3, (0,)),
    Crime("court_order_violation", "VIOLATION OF A COURT ORDER", "5005", 6, (0, 1)),
)
"""Punishable by less than one year."""
