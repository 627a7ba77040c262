"""What the log tells Prometheus. Every name here is explained in `docs/metrics.md`."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_FAST: Final = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2, 4, 8)

ANSWERED = Counter(
    "styrkedjan_ledger_commands", "Commands answered: with events, as done already, or with a refusal.", ["answer"]
)
COMMAND_SECONDS = Histogram("styrkedjan_ledger_command_seconds", "One command, from intent to answer.", buckets=_FAST)
DECIDED_AGAIN = Counter(
    "styrkedjan_ledger_decisions_again", "Decisions made again on what had moved meanwhile.", ["moved"]
)
APPENDED = Counter("styrkedjan_append_commands", "Commands judged by the append.", ["outcome"])
APPEND_SECONDS = Histogram("styrkedjan_append_seconds", "One gathered append, resends included.", buckets=_FAST)
BATCH_COMMANDS = Histogram(
    "styrkedjan_append_batch_commands", "Commands gathered into one append.", buckets=(1, 2, 4, 8, 16, 32, 64, 128)
)
RESENT = Counter("styrkedjan_append_resends", "Batches sent again.", ["reason"])
WAITING = Gauge("styrkedjan_append_waiting_commands", "Commands waiting for a lane.")
SEQUENCED = Counter("styrkedjan_sequencer_events", "Events this process moved into the log.")
SEQUENCE_SECONDS = Histogram("styrkedjan_sequencer_batch_seconds", "One call that moved something.", buckets=_FAST)
HANDLED = Counter("styrkedjan_follower_events", "Events handled.", ["follower"])
RETRIED = Counter("styrkedjan_follower_retries", "Attempts that failed and were made again.", ["follower"])
LAG_SECONDS = Gauge("styrkedjan_follower_lag_seconds", "Age of the oldest event not handled.", ["follower"])
LAG_EVENTS = Gauge("styrkedjan_follower_lag_events", "Logged events not handled.", ["follower"])
PARKED = Gauge("styrkedjan_follower_parked_streams", "Streams set aside until somebody releases them.", ["follower"])
PENDING_EVENTS = Gauge("styrkedjan_sequencer_pending_events", "Committed events that have no position yet.")
