"""The schema of the database of galleries and flow, one linear history."""
