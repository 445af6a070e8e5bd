"""Long-running jobs: set-up, training, evaluation and publishing. Only this package and engine.model load torch."""
