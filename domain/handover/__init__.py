"""A handover (överlämning): one for each change of principal where initiatives live, however often it is reported.

The post says who leaves and who comes (`domain.post`); the initiatives ask the two of them
(`domain.initiative.turnover`). What lies here is the manager's part, and whether everything has been said.
"""
