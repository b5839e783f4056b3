"""Compares synthetic prints with real prints, statistic by statistic."""
