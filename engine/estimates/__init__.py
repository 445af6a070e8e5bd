"""How long set-up takes on this machine: measured speed, costs by size of the data, and the time left of a running job.

Light on purpose: numpy at most, never torch, because the app asks while its first screen is open.
"""
