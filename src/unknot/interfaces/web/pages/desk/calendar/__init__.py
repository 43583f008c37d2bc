"""The desk's calendar: day and week as a table of hours, kept up to date, with moves that are shown before
they are made."""
