"""What the tiny package does with the vnr that is installed; run in an environment of its own."""

from __future__ import annotations

import json
import sys

import tally

import vnr

assert "site-packages" in vnr.__file__, vnr.__file__
made = vnr.synthetic.register(county="09", seed=1)
chosen = made.where(municipality="Gotland")
cases = tally.kept(chosen)
again = tally.read(json.loads(json.dumps(cases)), str(made.observed).replace("–", "/"))
assert len(cases) == len(tally.kept(again)) > 100
share, same = tally.reopened(chosen), tally.reopened(again)
assert (share.value, share.lower, share.upper) == (same.value, same.lower, same.upper)
assert vnr.Estimate.from_json(share.to_json()) == share
page = tally.asked(again, "2019", "sex")
assert sum(row["value"] or 0 for row in page["rows"]) > 50
assert page["html"].startswith("<table")
refused = tally.asked(again, "2019", "kommun")  # type: ignore[arg-type]
assert "municipality" in refused["error"], refused
print(f"Python {sys.version.split()[0]}: {len(cases)} cases, reopened {share:.1f}")
