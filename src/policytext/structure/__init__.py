"""The structure room: what is title, heading, paragraph or table cell, and what stands under what."""

from policytext.structure.blocks import structure

__all__ = ["structure"]
