"""Whose or where a figure is, as written."""

from policytext.extract.scope.rules import Owner, owner_of, owners

__all__ = ["Owner", "owner_of", "owners"]
