"""Answers that several rules ask for, each found once for a spec."""
