"""How much synthetic prints resemble real ones, statistic by statistic."""
