"""Image → template → vector → comparison score. Knows no database, no network, no proto."""
