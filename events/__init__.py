"""The log: envelope, codec, sealing, store, ledger, sequencer, followers, read models, replay."""
