"""How often the intervals of follow-up hold the truth, when one person has several follow-ups.

Persons have their own chance of being followed up on time, drawn from a beta distribution with
the asked mean and correlation within a person; their number of follow-ups is 1 and a Poisson
number more. Of 95 per cent intervals 95 per cent should hold the mean chance. The plain Wilson
interval stands beside.
"""

from __future__ import annotations

import sys

import numpy as np

from vnr.metrics._intervals.clustered import clustered_limits, clusters
from vnr.metrics._intervals.proportion import limits

TIMES = int(float(sys.argv[1])) if len(sys.argv) > 1 else 20_000

print(f"{TIMES} tables each; per cent that hold the truth, and mean width in points")
print("persons  each  mean  correlation   clustered      plain")
for persons in (10, 25, 100, 400):
    for more in (0, 3):
        for mean in (0.5, 0.9):
            for within in (0.0, 0.2, 0.6):
                rng = np.random.default_rng(1)
                n = 1 + rng.poisson(more, (TIMES, persons))
                chance = np.full((TIMES, persons), mean)
                if within:
                    weight = (1 - within) / within
                    chance = rng.beta(mean * weight, (1 - mean) * weight, n.shape)
                k = rng.binomial(n, chance)
                table = np.repeat(np.arange(TIMES), persons)
                person = np.tile(np.arange(persons), TIMES)
                sums = clusters(table, person, k.ravel(), n.ravel(), size=TIMES)
                of = (sums.k.astype(float), sums.n.astype(float))
                shown = []
                for low, high in (
                    clustered_limits(sums, 0.95)[:2],
                    limits(*of, method="wilson", confidence=0.95),
                ):
                    held = 100 * ((low <= mean) & (mean <= high)).mean()
                    shown.append(f"{held:5.1f} {100 * (high - low).mean():5.1f}")
                print(
                    f"{persons:7}  {1 + more:4}  {mean:4}  {within:11}  "
                    f"{shown[0]:>10}  {shown[1]:>10}",
                    flush=True,
                )
