"""Pages for people who decide: a client of the services, which keeps nothing but sessions."""
