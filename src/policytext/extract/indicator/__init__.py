"""What a mention measures: the shortest phrase that names it alone, in the text's words."""

from policytext.extract.indicator.phrase import Phrases, cleaned, phrases
from policytext.extract.indicator.rules import name
from policytext.extract.indicator.wholes import whole
from policytext.extract.indicator.words import Context, Name

__all__ = ["Context", "Name", "Phrases", "cleaned", "name", "phrases", "whole"]
