"""The part a number plays: the end of a change, a change, the base of a norm."""

from policytext.extract.role.rules import roles

__all__ = ["roles"]
