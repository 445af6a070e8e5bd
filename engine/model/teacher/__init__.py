"""The teacher: closed-form models whose predictions are part of PinSage's training labels (knowledge distillation).

`regression` is fitted for queries of one length, `edlae` captures pairs of films, `labels` combines their predictions
into labels.
"""
