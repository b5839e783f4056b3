"""Error rates of open-source peers on the same images, each with its own extractor.

EER over all mated pairs against all cross-finger pairs, as in `benchmarks.accuracy`. Measured
once, on SourceAFIS, NBIS (mindtct and bozorth3) and OpenAFIS as their authors ship them.
"""

PEER_EER = {
    "fvc2002_db1_b": {"SourceAFIS": 0.030, "NBIS": 0.042, "OpenAFIS": 0.040},
    "fvc2002_db3_b": {"SourceAFIS": 0.114, "NBIS": 0.079, "OpenAFIS": 0.155},
    "fvc2004_db2_b": {"SourceAFIS": 0.123, "NBIS": 0.141, "OpenAFIS": 0.159},
}
"""By the name of the set's folder."""
PEER_NOTE = "Peers' EERs were measured with their own extractors on the same images."
