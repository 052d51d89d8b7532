"""How well pages of a site are cleaned that nobody wrote a table for, and the training of the line model.

The platforms' examples are the data: pages before and after.  A site is left
out of the tables, the examples and the training, and its pages are cleaned.
"""
