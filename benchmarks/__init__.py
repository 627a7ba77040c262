"""Speed, always as a ratio against a peer or a floor that works in the same run: `make bench`."""
