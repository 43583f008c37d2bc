"""`nutrition.yaml` and `prevention.yaml` to the values that pages and plans read."""

from collections.abc import Mapping

from unknot.clinical.prevention import FlarePlan, Measure, Nutrient, StayingWell
from unknot.clinical.rules import Named
from unknot.knowledge.building import about_you, tuples
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import Documents


def staying_well(documents: Documents, signs: Mapping[str, Named]) -> StayingWell:
    """Everything about food and prevention; empty when the knowledge has no such files."""
    plans = [FlarePlan(**tuples(one.value["flare_plan"])) for one in documents.of("prevention")]
    return StayingWell(
        nutrients=tuple(
            Nutrient(**{**tuples(plain), "about_you": about_you(plain, signs)})
            for _, _, plain in entries(documents, "nutrition", "nutrients")
        ),
        measures=tuple(
            Measure(**tuples(plain)) for _, _, plain in entries(documents, "prevention", "measures")
        ),
        flare_plan=plans[0] if plans else None,
    )
