"""SQLite with fair writers: Django's backend, plus one file lock taken before each BEGIN IMMEDIATE.

SQLite's own busy handler sleeps and retries, so under load some writers wait for seconds while others pass
them. The kernel's file lock wakes those who wait one after the other.
"""
