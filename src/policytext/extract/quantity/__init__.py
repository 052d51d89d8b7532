"""Numbers with their units."""

from policytext.extract.quantity.rules import Quantity, quantities, units_of

__all__ = ["Quantity", "quantities", "units_of"]
