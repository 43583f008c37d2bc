"""Foreign keys point back along the journey. They are strings, so the import contract cannot see one that
points forward."""

from django.apps import apps
from django.db.models import ForeignObjectRel

from unknot.journey import STEPS


def test_foreign_keys_point_back_or_stay() -> None:
    for model in apps.get_models():
        if model._meta.app_label not in STEPS:
            continue
        here = STEPS.index(model._meta.app_label)
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObjectRel) or field.related_model is None:
                continue
            target = field.related_model
            assert not isinstance(target, str)
            label = target._meta.app_label
            assert label not in STEPS or STEPS.index(label) <= here, f"{model._meta.label}.{field.name}"
