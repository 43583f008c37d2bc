"""What happened, one Django app for each step. The order below is the order of the journey: a later step may
import an earlier one, never the other way round, and the installed apps, the addresses and the docs list
them in this order."""

STEPS = ("record", "people", "outbox", "check", "book", "plan", "visit", "privacy", "follow", "prevent")
