"""Schemas come of the classes."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import case
from vnr.model import (
    Case,
    IntakeReason,
    Period,
    Person,
    json_schema,
    table_schema,
    unstructure,
)


class TestSchemas:
    """Schemas come of the classes."""

    def test_required_and_closed(self) -> None:
        """What has no default is required, and nothing else is let in."""
        schema = json_schema()
        assert schema["required"] == [
            "case_id",
            "person",
            "municipality",
            "unit",
            "roles",
            "intakes",
        ]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(unstructure(case()) | {"x": 1}, schema)

    def test_table_schema(self) -> None:
        """The base shape starts with its keys and knows the codes."""
        fields = {field["name"]: field for field in table_schema()["fields"]}
        assert list(fields)[:3] == ["municipality", "case_id", "person_id"]
        assert fields["reason"]["constraints"]["enum"] == [one.value for one in IntakeReason]
        assert fields["forms"]["constraints"]["pattern"].startswith("(physical|")
        assert {"intake_unit", "unit", "date", "birth_year"} <= set(fields)
        assert "intakes" not in fields

    @given(st.sampled_from([Person, Period, Case]))
    def test_any_class(self, cls: type) -> None:
        """Every class has a schema that is itself valid."""
        jsonschema.Draft202012Validator.check_schema(json_schema(cls))
