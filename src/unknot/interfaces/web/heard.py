"""What to do at once about a warning sign in somebody's own words: the same advice as after a check."""

from dataclasses import dataclass

from unknot.clinical.explaining import heard
from unknot.clinical.findings import Assessment, Finding
from unknot.clinical.knowledge import EmergencyNumbers
from unknot.clinical.urgency import Tier
from unknot.clinical.wording import read
from unknot.interfaces.web.advice import Way, ways
from unknot.journey.language import words as in_words
from unknot.journey.people.models import Clinic


@dataclass(frozen=True, slots=True)
class Heard:
    tier: Tier
    first: Way
    others: tuple[Way, ...]
    is_private: bool
    flags: tuple[Finding, ...]
    numbers: EmergencyNumbers

    @property
    def is_emergency(self) -> bool:
        return self.tier is Tier.EMERGENCY_NOW


def heard_in(words: str, clinic: Clinic) -> Heard | None:
    """None when the net finds nothing, which does not mean that there is nothing."""
    known = in_words()
    alarms = read(words, known.net)
    if not alarms:
        return None
    tier, numbers = alarms[0].tier, known.numbers_for(clinic.country)
    flags = tuple(heard(alarm, "") for alarm in alarms)
    told = Assessment(tier, flags, (), (), (), (), known.version)
    acts, is_private = ways(told, known.routes[tier.code], known, numbers)
    return Heard(tier, acts[0], tuple(acts[1:]), is_private, flags, numbers)
