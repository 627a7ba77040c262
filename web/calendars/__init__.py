"""School calendars from files and from the list of public holidays: what they say, and what publishing it would do."""
