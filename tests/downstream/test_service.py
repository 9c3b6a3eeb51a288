"""The service in `examples/` answers with figures that carry what they mean."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import httpx
import pytest

import vnr

SERVICE = Path(__file__).parents[2] / "examples" / "service.py"


Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def ask() -> Ask:
    """Asks the service for a path, as a client would."""
    spec = spec_from_file_location("service", SERVICE)
    assert spec is not None
    assert spec.loader is not None
    service = module_from_spec(spec)
    spec.loader.exec_module(service)

    async def answer(path: str, **params: object) -> httpx.Response:
        inside = httpx.ASGITransport(app=service.app)
        async with httpx.AsyncClient(transport=inside, base_url="http://service") as client:
            return await client.get(path, params=params)  # type: ignore[arg-type]

    return lambda path, **params: asyncio.run(answer(path, **params))


def test_records(ask: Ask) -> None:
    """Rows with state and covered; a small number is null and says why."""
    answer = ask("/cases/2019", by=["age_group", "sex"]).json()
    states = {row["state"]: row["value"] for row in answer["records"]}
    assert states["suppressed"] is None
    assert isinstance(states["value"], int)
    assert answer["definition"]["rule"] == "count"
    assert answer["notes"]


def test_whole_result(ask: Ask) -> None:
    """What it sends is the result itself on the other side."""
    sent = ask("/cases/2019/whole", basis="original").json()
    again = vnr.Counts.from_dict(sent)
    assert again.definition.parameters["basis"] == "original"
    assert again.to_dict() == sent


def test_table(ask: Ask) -> None:
    """A page's table, its states by class."""
    page = ask("/cases/2019/table", by=["age_group", "sex"]).text
    assert page.startswith("<table lang='sv'>")
    assert "class='suppressed'" in page


@pytest.mark.parametrize(
    ("path", "params", "choice"),
    [
        ("/cases/2019", {"basis": "all"}, "known"),
        ("/cases/2019", {"by": "kommun"}, "municipality"),
        ("/cases/kvartal", {}, "2019-01"),
        ("/cases/2019", {"by": ["sex", "role", "form", "year"]}, "at most 3 items"),
    ],
)
def test_wrong_choices(ask: Ask, path: str, params: dict[str, object], choice: str) -> None:
    """Each is answered with what there is to choose from, and stops nothing."""
    answer = ask(path, **params)
    assert answer.status_code == 422
    assert choice in answer.text
