"""The page that brings in: look at every fate first, write on demand, nothing for anybody but the owner."""

from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.interfaces.desk import a_moment, desk_of, words
from unknot.journey.book.models import Booking
from unknot.journey.people.models import Patient
from unknot.server.stop import Stop

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
PAGE = reverse("desk-import")
PEOPLE = b"name,email\nAda Finch,ada@example.org\nBen Oak,ben@example.org\n"


def sent(client: Client, data: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("people.csv", data, content_type="text/csv")
    return client.post(PAGE, {"kind": "patients", "dates": "iso", "file": file, **more})


def test_it_is_looked_at_first_and_then_written(client: Client) -> None:
    desk_of(client, "owner")
    answer = sent(client, PEOPLE)
    page = words(answer)
    assert "Ada Finch is new" in page
    assert "Bring in all 2 rows" in page
    assert Patient.objects.count() == 0

    again = {"kind": "patients", "dates": "iso", "kept": answer.context["kept"], "write": ""}
    assert client.post(PAGE, again)["Location"] == PAGE
    assert Patient.objects.count() == 2
    assert "Brought in: 2 new." in words(client.get(PAGE))


def test_refused_rows_are_left_out_only_when_that_is_chosen(client: Client) -> None:
    desk_of(client, "owner")
    answer = sent(client, PEOPLE + b"Cy Elm,\n")
    assert "Bring in all but the 1 refused" in words(answer)
    kept = {"kind": "patients", "dates": "iso", "kept": answer.context["kept"], "write": ""}
    client.post(PAGE, kept)
    assert Patient.objects.count() == 0

    client.post(PAGE, {**kept, "leave_out": "on"})
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "more", "expected"),
    [
        (b"", {}, "Choose a file"),
        (b"colour\nred\n", {}, "lacks a column"),
        (b"name,email\n" + b"A B,a@example.org\n" * 501, {}, "A page takes 500"),
        (b"", {"kept": "!"}, "Choose a file"),
    ],
)
def test_what_cannot_be_read_is_said(
    client: Client, data: bytes, more: dict[str, str], expected: str
) -> None:
    desk_of(client, "owner")
    given: dict[str, Any] = {"kind": "patients", "dates": "iso", **more}
    answer = sent(client, data) if data else client.post(PAGE, given)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert expected in words(answer)


@pytest.mark.parametrize("role", ["front_desk", "clinician"])
def test_it_is_the_owners(client: Client, role: str) -> None:
    desk_of(client, role)

    assert client.get(PAGE).status_code == HTTPStatus.FORBIDDEN
    assert sent(client, PEOPLE).status_code == HTTPStatus.FORBIDDEN
    assert Patient.objects.count() == 0


def test_the_command_says_every_fate_and_writes_on_demand(client: Client, tmp_path: Any, capsys: Any) -> None:
    desk = desk_of(client, "owner")
    name = desk.diary.practitioners[0].name
    file = tmp_path / "visits.csv"
    file.write_text(
        f"name,email,service,with,start\nAda Finch,ada@example.org,Adjustment,{name},2026-11-24 10:00\n"
    )

    call_command("import", str(file))
    assert "1 booked. Nothing was written." in capsys.readouterr().out
    assert Booking.objects.count() == 0
    call_command("import", str(file), "--write", "--json")
    assert '"written": true' in capsys.readouterr().out
    file.write_text("name,start\nNobody,2026-11-24 10:00\n")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import", str(file), "--write")
    for wrong in (["--practitioner", "Nobody"], ["--slug", "nowhere"]):
        with pytest.raises(Stop):
            call_command("import", str(file), *wrong)
    with pytest.raises(Stop, match="cannot be read"):
        call_command("import", str(tmp_path / "none.csv"))
