"""Double coding: several people label the same sections, blind to the machine and to each other.

A sample is drawn (`sampling`), every coder fills a sheet (`sheets`), what they
say is kept in the journal (`keeping`), and compared (`agreement`, `report`).
Where they differ somebody adjudicates (仲裁).
"""
