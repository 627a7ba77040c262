"""An initiative (insats): one unit's journey from a decision to the check-in four years later."""
