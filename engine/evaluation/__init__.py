"""How good a version is: protocols, metrics with intervals, and the baselines it is compared with.

Evaluation measures what is served (engine.model.served_model) and never changes it.
"""
