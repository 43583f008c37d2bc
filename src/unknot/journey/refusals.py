"""How the journey says no. A refusal is an answer for a person, with a code for machines; anything else that
is raised is a bug."""

from collections.abc import Mapping


class Refusal(Exception):
    """`words` are shown to the person as they stand; `field` names the input they belong to; `details`
    carries what a door may offer instead (the nearest free starts, the errors of several fields)."""

    def __init__(
        self, code: str, words: str, *, field: str | None = None, details: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words
        self.field = field
        self.details: Mapping[str, object] = details or {}
