"""What an extraction costs, and what changes of it do to minutiae and scores."""
