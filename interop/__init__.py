"""IAFIS → IDENT → LESC → field office: one file per system, one for the flow."""
