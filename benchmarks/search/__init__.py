"""The shortlist and a whole identification at scale: up to 70 million composed people."""
