"""From a Dataset to vectors: graph, neighborhoods, the PinSage network, training, evaluation."""
