"""Numbers with their units."""

from policytext.extract.quantity.rules import TWO_SIDED, Quantity, quantities, units_of

__all__ = ["TWO_SIDED", "Quantity", "quantities", "units_of"]
