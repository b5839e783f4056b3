"""IAFIS → IDENT → LESC → field office: a folder for each concern, and the flow."""
