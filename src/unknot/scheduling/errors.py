"""What this core refuses: inputs that no clinic can have. Each says what would be right.

ValueError
└── BadTime        hours, spans and needs that make no sense
"""


class BadTime(ValueError):
    """An opening, a span or a length of time that cannot be."""
