"""Doing something against the next bout, and writing down that it was done."""
