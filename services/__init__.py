"""gRPC servicers: proto ↔ domain types, errors ↔ status codes; no algorithm."""
