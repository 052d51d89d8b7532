"""The shape of every table of `knowledge/`, one module for each room that reads them."""
