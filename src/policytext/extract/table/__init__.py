"""Bare numbers in table cells: unit, name and time from the heads of row and column."""

from policytext.extract.table.grid import Cell, Grid, grids
from policytext.extract.table.rules import Figure, figures

__all__ = ["Cell", "Figure", "Grid", "figures", "grids"]
