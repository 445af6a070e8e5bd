"""What movierec is measured beside: each fitted to a training matrix, none ever served.

A file for each method, all through the interface of `baseline`; their settings are chosen in
engine.evaluation.baseline_tuning.
"""
