"""Dates by which something must be done."""

from policytext.extract.deadline.rules import Deadline, deadline

__all__ = ["Deadline", "deadline"]
