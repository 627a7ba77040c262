"""The servers that the one-command installation brings with it."""
