"""A clinic to try: invented people, a calendar, some worried callers; the same each time for one day."""
