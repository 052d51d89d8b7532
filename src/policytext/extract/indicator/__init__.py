"""What a mention measures: the shortest phrase that names it alone, in the text's words."""

from policytext.extract.indicator.phrase import Phrases, cleaned, phrases
from policytext.extract.indicator.rules import Name, name

__all__ = ["Name", "Phrases", "cleaned", "name", "phrases"]
