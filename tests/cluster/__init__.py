"""Tests of the cluster; those that run Ray skip where the extra is not installed."""
