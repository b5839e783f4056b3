"""Tests whether memory, threads and descriptors of a whole service stay flat under mixed load."""
