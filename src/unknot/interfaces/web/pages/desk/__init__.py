"""The desk: what those who work at the clinic see."""
