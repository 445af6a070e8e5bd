"""The long work: set-up, training, evaluation and publishing. With engine.model the only place that loads torch."""
