"""The JSON API over the ledger and the read models, and what every edge shares: forms, words, access."""
