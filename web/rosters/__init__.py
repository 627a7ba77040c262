"""Units and posts from a file: read, tried, registered."""
