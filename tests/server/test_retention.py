"""`unknot retention` names rows and days, and nobody."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from tests.factories import make_clinic, make_patient


@pytest.mark.django_db
def test_it_names_rows_and_days_and_no_people(capsys: pytest.CaptureFixture[str]) -> None:
    clinic = make_clinic(name="Vine Street Clinic")
    old = make_patient(clinic, name="Old Finch", registered_at=datetime(2020, 1, 1, tzinfo=UTC))
    call_command("retention")
    said = capsys.readouterr().out
    assert "Vine Street Clinic: one person past their years." in said
    assert f"{old.pk} since 2022-01-01" in said
    assert "Finch" not in said
