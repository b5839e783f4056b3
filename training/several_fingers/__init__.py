"""Makes the weights of `matcher.layout`."""
