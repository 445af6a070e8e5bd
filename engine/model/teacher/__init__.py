"""The teacher: closed-form models whose answers are part of what PinSage is trained to say (knowledge distillation).

`regression` is fitted for queries of one length, `edlae` knows pairs of films, `labels` mixes their answers into the
labels of a training step.
"""
