"""How good a version is: protocols, metrics with intervals, and the baselines it is measured beside.

It measures what is served (engine.model.served_model) and never changes it.
"""
