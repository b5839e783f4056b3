"""Generated wire stubs: never edited by hand; `make proto` makes them again."""
