"""The code tables of EBTS 9.1 that the rules use.

Source: the published verification file of EBTS 9.1 (IAFIS-DOC-01078-9.1, 25 May 2010).
"""

IN = ("CAR", "CNA", "CPNU", "MAP", "NFUF", "RPIS", "TPIS")
"""The submissions that the service takes (1.004)."""
OUT = ("SRE", "ERRT", "RPISR", "SRT")
"""The responses that the service writes (1.004)."""

WORDS = {
    "CAR": "criminal ten-print submission, answer required",
    "CNA": "criminal ten-print submission, no answer necessary",
    "CPNU": "criminal ten-print submission, not urgent",
    "MAP": "miscellaneous applicant, civil",
    "NFUF": "non-federal applicant, user fee",
    "RPIS": "rapid search",
    "TPIS": "ten-print image search",
    "SRE": "submission results",
    "ERRT": "ten-print transaction error",
    "RPISR": "rapid search response",
    "SRT": "search result, ten-print",
    "AMN": "amnesia victim",
    "FAUF": "federal applicant, user fee",
    "DEK": "known deceased",
    "DEU": "unknown deceased",
    "MPR": "missing person",
    "FANC": "federal applicant, no charge",
    "NFUE": "non-federal applicant, expedite",
}
"""Types of transaction in words, also of some that the service does not take."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


SEX = _codes("F G M N X Y Z")
RACE = _codes("A B I U W")
EYES = _codes("BLK BLU BRO GRY GRN HAZ MAR MUL PNK XXX")
HAIR = _codes("BAL BLK BLN BRO GRY RED SDY WHI XXX BLU GRN ONG PNK PLE")
TYPE_OF_SEARCH = _codes("C H P V")
REPOSITORIES = frozenset(str(number) for number in range(1, 16))
"""NDR: 1 is the criminal file, 6 the RISC, 9 DHS IDENT."""
DHS_REPOSITORY = "9"

PLACES = _codes(
    # Unknown, not in the table, the United States.
    "XX YY US "
    # States, territories and provinces of the United States and of Canada.
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NB NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY "
    "AB BC MB NK NF NT NS ON PE PQ SN YT "
    # Tribes.
    "EE DL FC KW IX LC OS RL FX KP UC WE "
    # Mexico and its States.
    "MM MX AG BA BJ CE CI CH CU CL DF DO GU GR HL JL MC MR NA NL OA PB QU QR SL SI SO TB TA TL VC "
    "YU ZA "
    # Countries and territories.
    "AF AC AA AN AD AO AE AY AI AT AJ AH AS AU AQ BD BE BW BL BB BF BG BH DH BM BN BV NX BT BQ BZ "
    "BO BS VB BX BU UV BR BI CJ CD ZI CV CP CW CY CF CQ CN RC TW HR DB DD CB DG CX RB ZR CR DI CC "
    "CS CK DK DN DM DR EM EU EY EL TV GL KB EN EK ES EO ER FA WG FS FJ FD FN FG FP GB GK GZ GE "
    "GG RG GC GN GJ GP GT GF GI PG GY HT HE NE HD HK HU IC II IO IR IQ IE IB IS IT IY JM JN JA JE "
    "JU KE KR KN KU LS LT LN LE LB LY LI LH LX OC MP IM MF MZ MV ML MY KH ZB MU UM MJ MG RR MQ ZO "
    "SJ NR NP TS NQ HN NZ NU IU OF VN NI NW NN NG OI OM PK PD PM NO PV PF ST PU PI PC PT TI QA "
    "RY RE RH RU SX RW HS AW LU PS VV SH TP SB SS SG SE SK SR SM SF SP RS TE SU SV SW SQ SZ SY TZ "
    "TH TO TK TG TT TM TC TD TF TU TY TR UG UA UY VY VZ VM VS RV WL WF WB WN WS YE YG ZM "
    "DJ FO GO JO KO PO SA ZC"
)
"""NCIC's codes of States and countries: POB (2.020), CTZ (2.021), and the first two letters of an
ORI."""
