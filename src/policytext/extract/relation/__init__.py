"""How a mention bounds its value."""

from policytext.extract.relation.rules import aside, relations

__all__ = ["aside", "relations"]
