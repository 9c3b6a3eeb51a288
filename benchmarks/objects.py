"""10^5 cases from and to JSON, beside plain cattrs on the same fields without validators."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import attrs
from cattrs.preconf.json import make_converter

from vnr import model, synthetic
from vnr.model import Case, structure, unstructure

SIZE = 100_000


def least(call: Callable[[], Any], runs: int = 3) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def bare(cls: type, made: dict[type, type]) -> type:
    """The same class with the same fields and nothing that checks them."""
    if cls in made:
        return made[cls]
    hints = attrs.resolve_types(cls) and {field.name: field.type for field in attrs.fields(cls)}
    fields = {}
    for field in attrs.fields(cls):
        hint = hints[field.name]
        for inner in [getattr(model, name) for name in model.__all__]:
            if isinstance(inner, type) and attrs.has(inner) and inner is not cls:
                if hint is inner:
                    hint = bare(inner, made)
                elif getattr(hint, "__args__", ())[:1] == (inner,):
                    hint = tuple[bare(inner, made), ...]
        fields[field.name] = attrs.field(default=field.default, type=hint)
    made[cls] = attrs.make_class(cls.__name__, fields, frozen=True)
    return made[cls]


cases = []
seed = 0
while len(cases) < SIZE:
    seed += 1
    cases += synthetic.world(county="01", seed=seed).cases
cases = cases[:SIZE]
texts = [json.dumps(unstructure(case)) for case in cases]
data = [json.loads(text) for text in texts]

plain = make_converter(omit_if_default=True, detailed_validation=False)
Bare = bare(Case, {})
objects = [plain.structure(one, Bare) for one in data]

ours_in = least(lambda: [structure(one, Case) for one in data])
theirs_in = least(lambda: [plain.structure(one, Bare) for one in data])
ours_out = least(lambda: [unstructure(case) for case in cases])
theirs_out = least(lambda: [plain.unstructure(one) for one in objects])
print(
    f"structure    vnr {ours_in:6.2f} s   plain cattrs {theirs_in:6.2f} s   {ours_in / theirs_in:.2f} times"
)
print(
    f"unstructure  vnr {ours_out:6.2f} s   plain cattrs {theirs_out:6.2f} s   {ours_out / theirs_out:.2f} times"
)
