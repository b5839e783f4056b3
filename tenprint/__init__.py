"""What a booking system imports: the wire stubs (`tenprint.v1`) and a small typed client."""
