"""What policytext knows, as validated tables: see `policytext.knowledge.load`."""

from policytext.knowledge.load import Knowledge, load_knowledge

__all__ = ["Knowledge", "load_knowledge"]
