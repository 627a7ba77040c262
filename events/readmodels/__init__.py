"""The tables a page is made of, all of them made anew from the log whenever somebody wants to."""
