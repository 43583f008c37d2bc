"""What makes a command stop before it has begun: one sentence on what is wrong and what to do about it."""


class Stop(Exception):
    """The command line prints the words and leaves with 1; nobody sees a traceback."""
