"""What must hold of the built wheel alone: run with `python wheel.py README.md`."""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import date
from pathlib import Path

import vnr
from vnr.errors import MissingExtraError
from vnr.io import write_template
from vnr.model import Period

assert "site-packages" in vnr.__file__, vnr.__file__
assert Path(vnr.__file__).with_name("py.typed").exists()
assert len(vnr.data.municipalities()) == 290
assert vnr.data.counties()["04"] == "Södermanlands län"
assert len([vnr.data.load(one.name) for one in vnr.data.catalogue()]) == 17
assert len(vnr.data.grants()) == 106

readme = Path(sys.argv[1]).read_text("utf-8")
example = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
assert example is not None
exec(compile(example[1], "README.md", "exec"), {})

folder = Path(tempfile.mkdtemp())
text = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
text += "1;p;0484;våldsutsatt vuxen;2019-03-01;våld i nära relation\n"
(folder / "a.csv").write_text(text, "cp1252")
reading = vnr.read(folder / "a.csv", observed=Period.year(2019))
assert (reading.rows_read, reading.accepted, reading.rejected) == (1, 1, 0)
(folder / "b.xlsx").write_bytes(b"PK")


def _report() -> None:
    from vnr.report import county_report, write_html

    register = vnr.synthetic.register()
    write_html(
        county_report(register, "04", Period(date(2019, 1, 1), date(2019, 12, 31))), "x.html"
    )


for extra, call in {
    "excel": lambda: write_template(folder / "x.xlsx"),
    "excel]": lambda: vnr.read(folder / "b.xlsx", observed=Period.year(2019)),
    "report": _report,
    "testing": lambda: __import__("vnr.testing"),
}.items():
    try:
        call()
    except MissingExtraError as error:
        assert f'pip install "vnr[{extra.rstrip("]")}]"' in str(error), str(error)
    else:
        raise AssertionError(extra)
print("1 passed, 0 failed")
