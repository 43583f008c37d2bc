"""Doses read as people say them, in the language of the page."""

import pytest
from django.utils.translation import override

from unknot.clinical.exercises import Dose
from unknot.interfaces.web.doses import in_words

DOSES = [
    (Dose(minutes=(5, 10), a_day=(3, 4)), "5 to 10 minutes, 3 to 4 times a day"),
    (Dose(minutes=(1, 1), a_day=(1, 1)), "1 minute, once a day"),
    (Dose(sets=(1, 1), reps=(10, 10), per_side=True, a_day=(2, 2)), "10 times, on each side, 2 times a day"),
    (
        Dose(sets=(2, 3), reps=(8, 12), hold_seconds=(3, 3), days_a_week=(3, 7)),
        "2 to 3 rounds of 8 to 12, hold for 3 seconds, 3 to 7 days a week",
    ),
    (Dose(sets=(3, 3), reps=(1, 1), hold_seconds=(20, 30)), "3 times, hold for 20 to 30 seconds"),
    (
        Dose(reps=(1, 1), hold_seconds=(1, 1), days_a_week=(1, 1), words="With a band."),
        "once, hold for 1 second, 1 day a week. With a band.",
    ),
]


@pytest.mark.parametrize(("dose", "words"), DOSES, ids=[words for _, words in DOSES])
def test_a_dose_in_words(dose: Dose, words: str) -> None:
    with override("en"):
        assert in_words(dose) == words
