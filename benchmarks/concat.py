"""Join two registers that share cases: the time should grow as the number of shared cases does."""

from __future__ import annotations

import time

from vnr import Register, synthetic

SHARED = (250, 500, 1_000, 2_000, 4_000, 8_000)

whole = synthetic.register(county="04")
cases = list(whole.cases())
observed = whole.observed
left = Register.from_cases(cases, observed=observed)
for shared in SHARED:
    right = Register.from_cases(cases[:shared], observed=observed)
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        joined = Register.concat([left, right])
        best = min(best, time.perf_counter() - began)
    assert len(joined) == len(left)
    print(f"{best * 1000:8.0f} ms  {len(left)} cases, {shared} of them in both")
