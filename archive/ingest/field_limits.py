"""What the record can hold. What is longer stands whole in the received text, whose spans say what it is."""

from django.db.models import Model

# On one page. The smallest advertisements come to a few hundred; no page of newspaper holds so many articles as this: the
# file is a whole volume, or no newspaper.
MOST_ARTICLES = 1000
_LARGEST = {"PositiveSmallIntegerField": 2**15 - 1, "PositiveIntegerField": 2**31 - 1}


def fitted(model: type[Model], fields: dict) -> dict:
    """The fields as the model's columns can hold them: longer texts cut, numbers beyond all reason left out."""
    kept = {}
    for name, value in fields.items():
        column = model._meta.get_field(name)
        if isinstance(value, str) and column.max_length:
            kept[name] = value[: column.max_length]
        elif not isinstance(value, int) or value <= _LARGEST.get(column.get_internal_type(), value):
            kept[name] = value
    return kept
