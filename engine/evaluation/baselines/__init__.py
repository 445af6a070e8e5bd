"""The methods movierec is compared with: each is fitted to a training matrix, none is ever served.

One file per method, all behind the interface in `baseline`; their settings are chosen in
engine.evaluation.baseline_tuning.
"""
