"""policytext: read damaged Chinese policy texts, with a receipt for every number."""

__version__ = "0.1.0"
