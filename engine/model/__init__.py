"""From a Dataset to vectors: graph, neighborhoods, the PinSage network, its training, and item similarity."""
