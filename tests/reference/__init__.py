"""The reference pages of the site, written from the code and the protos."""
