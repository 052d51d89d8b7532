"""The normal forms of a figure that a comparison needs: which indicator, of which place, how much in a base unit.

Pure functions of what a mention says and of the tables; no database and no
document is needed.  The store keeps what they give beside each number.
"""

from policytext.observe.amount import Amount, amount_of, dimension_of
from policytext.observe.name import (
    Aspect,
    Identity,
    Proposal,
    Titled,
    catalogue,
    identify,
    named_like,
    plain_name,
    proposals,
    titled,
)
from policytext.observe.normal import VERSION, Figure, Surroundings, normal_form, tables_digest
from policytext.observe.whereabouts import Placed, named_place, place_of

__all__ = [
    "VERSION",
    "Amount",
    "Aspect",
    "Figure",
    "Identity",
    "Placed",
    "Proposal",
    "Surroundings",
    "Titled",
    "amount_of",
    "catalogue",
    "dimension_of",
    "identify",
    "named_like",
    "named_place",
    "normal_form",
    "place_of",
    "plain_name",
    "proposals",
    "tables_digest",
    "titled",
]
