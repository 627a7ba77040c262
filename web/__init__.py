"""The JSON API over the ledger and the read models."""
