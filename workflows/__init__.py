"""Workflow classes: the clock and the conscience of the chain."""
