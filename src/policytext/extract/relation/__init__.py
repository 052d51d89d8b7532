"""How a mention bounds its value."""

from policytext.extract.relation.rules import aside, relation

__all__ = ["aside", "relation"]
