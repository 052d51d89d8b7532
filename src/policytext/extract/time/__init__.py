"""When a figure holds or is due, as written."""

from policytext.extract.time.rules import Moment, holding, moments, passes

__all__ = ["Moment", "holding", "moments", "passes"]
