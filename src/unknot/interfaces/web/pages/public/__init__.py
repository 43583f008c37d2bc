"""Pages for everyone: what Unknot is, what it rests on, and what went wrong."""
