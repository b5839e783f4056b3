"""The schema of the LESC stub's database, one linear history."""
