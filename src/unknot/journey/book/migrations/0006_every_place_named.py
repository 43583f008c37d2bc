"""What stood in a clinic stands in its one location now, on the clinic's clock, and `for_new` becomes a choice of
who may book."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_places(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    Location = apps.get_model("book", "Location")
    for clinic in apps.get_model("people", "Clinic").objects.all():
        home = Location.objects.create(
            clinic=clinic,
            name=clinic.name,
            slug="main",
            zone=clinic.zone,
            address=clinic.address,
            phone=clinic.phone,
        )
        apps.get_model("book", "Room").objects.filter(clinic=clinic).update(location=home)
        apps.get_model("book", "Hours").objects.filter(practitioner__clinic=clinic).update(location=home)
    apps.get_model("book", "Service").objects.filter(for_new=False).update(bookable_by="returning")
    if editor.connection.vendor == "postgresql":
        # A table with checks that wait for the end of the transaction cannot be altered in it.
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def forget_places(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    anyone = ("anyone", "desk", "plan")
    apps.get_model("book", "Service").objects.exclude(bookable_by__in=anyone).update(for_new=False)


def required(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to="book.location"
    )


class Migration(migrations.Migration):
    dependencies = [("book", "0005_places_and_classes")]

    operations = [
        migrations.RunPython(name_places, forget_places),
        migrations.AlterField(model_name="room", name="location", field=required("rooms")),
        migrations.AlterField(model_name="hours", name="location", field=required("hours")),
        migrations.RemoveField(model_name="service", name="for_new"),
    ]
