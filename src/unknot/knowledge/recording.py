"""Record facts as conditions see them: what a clinician records, beside what the check asks."""

from collections.abc import Mapping
from typing import Any

from unknot.knowledge.reading import Documents

# Only these may look at what a clinician recorded: the triage of a person at home never can.
MAY_USE = frozenset({"contraindications", "exercises", "courses", "stages"})


def recorded_facts(documents: Documents) -> dict[str, Mapping[str, Any]]:
    """Each record fact in the shape of a question: its fact, its type and its answers."""
    found: dict[str, Mapping[str, Any]] = {}
    for document in documents.of("record_facts"):
        for plain in document.value["record_facts"]:
            kind = "yes_no" if plain["type"] == "regions" else plain["type"]
            found[plain["id"]] = {
                "fact": plain["id"],
                "type": kind,
                "answers": plain.get("choices", ()),
            }
    return found
