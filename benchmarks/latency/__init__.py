"""How long a caller waits for an identification over gRPC, stage by stage."""
