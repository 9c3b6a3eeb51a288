"""A service that answers with protected figures of one register: ``uvicorn service:app``.

It shows how another system embeds vnr: its choices are types, so that they stand in the service's
schema and what is none is refused with those there are; what else is wrong vnr refuses in a
sentence; and every answer carries its definition and what is noted.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

import vnr
from vnr.metrics.choices import Stratum, ViolenceBasis

app = FastAPI(title="vnr")


def register() -> vnr.Register:
    """Whose figures are shown: made-up people, until a service of your own overrides it."""
    if not hasattr(app.state, "register"):
        app.state.register = vnr.synthetic.register(county="09", seed=1)
    kept: vnr.Register = app.state.register
    return kept


Held = Annotated[vnr.Register, Depends(register)]
# Each further stratum multiplies the cells that must be protected: no asker may stop the others.
By = Annotated[tuple[Stratum, ...], Query(max_length=3)]


@app.exception_handler(vnr.VnrError)
def refused(_: Request, error: vnr.VnrError) -> JSONResponse:
    """A wrong choice is the asker's to mend: what was wrong, and what there is to choose from."""
    return JSONResponse({"error": str(error)}, status_code=422)


def counted(
    register: vnr.Register, period: str, basis: ViolenceBasis, by: tuple[Stratum, ...]
) -> vnr.Counts:
    """Cases of the period, with what must not be found out hidden."""
    cases = vnr.metrics.count(register, period, basis=basis, by=by)
    return vnr.disclosure.protect(cases, "FIVE")


@app.get("/cases/{period}")
def cases(
    register: Held, period: str, basis: ViolenceBasis = "known", by: By = ()
) -> dict[str, Any]:
    """Records of the figures, with what they mean beside them."""
    figure = counted(register, period, basis, by)
    return {
        "records": figure.to_records(),
        "definition": figure.definition.to_dict(),
        "notes": [note.text("en") for note in figure.notes],
    }


@app.get("/cases/{period}/whole")
def whole(
    register: Held, period: str, basis: ViolenceBasis = "known", by: By = ()
) -> dict[str, Any]:
    """The whole result, which `Counts.from_dict` reads again on the other side."""
    return counted(register, period, basis, by).to_dict()


@app.get("/cases/{period}/table", response_class=HTMLResponse)
def table(register: Held, period: str, basis: ViolenceBasis = "known", by: By = ()) -> str:
    """A table for a page."""
    return counted(register, period, basis, by).to_html("sv")
