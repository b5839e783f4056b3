"""Whether the matching core holds against what is not one clean finger."""
