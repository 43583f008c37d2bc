"""Facts: what is known of one person at one instant.

A fact that is absent is unknown, and unknown is never *no*: nothing in this core stores None for it or fills
it in.
"""

from collections.abc import Mapping

Value = bool | float | int | str | frozenset[str]
Facts = Mapping[str, Value]
