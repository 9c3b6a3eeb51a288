"""What somebody who can add and subtract finds out, held against plain enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from vnr.disclosure._suppress import suppressed
from vnr.disclosure.attack._attack import Finding, ImpossibleError, attacked, completed
from vnr.disclosure.attack._narrow import ENDLESS, ContradictionError, Tie, narrowed
from vnr.disclosure.attack._system import System
from vnr.disclosure.rules._rule import Rule
from vnr.errors import DisclosureError

ALWAYS = 10**6

# x + y = 4 and x - y is twice z, by two totals that share parts: x is even or odd as z is.
CIRCLE = System.of([2, 2, 4, 2, 4], [(2, (0, 1)), (4, (0, 3)), (4, (1, 3))])


def table(cells: list[list[int]]) -> System:
    """A table with the totals of its rows and columns, and its grand total."""
    rows, columns = len(cells), len(cells[0])
    inner = [number for row in cells for number in row]
    numbers = [*inner, *map(sum, cells), *map(sum, zip(*cells, strict=True)), sum(inner)]
    place = np.arange(rows * columns).reshape(rows, columns)
    right, below, last = rows * columns, rows * columns + rows, len(numbers) - 1
    sums = [
        *((right + row, place[row].tolist()) for row in range(rows)),
        *((below + column, place[:, column].tolist()) for column in range(columns)),
        (last, range(right, below)),
        (last, range(below, last)),
    ]
    return System.of(numbers, sums)


def possible(system: System, hidden: np.ndarray, place: int, least: list[int]) -> set[int]:
    """Every number that one figure may be, found by trying all: a slow and obvious oracle."""
    equations = system.equal.toarray().astype(int)
    numbers: set[int] = set()

    def go(told: dict[int, int]) -> None:
        told, moved = dict(told), True
        while moved:
            moved = False
            for row in equations:
                there = np.flatnonzero(row).tolist()
                left = [at for at in there if at not in told]
                total = sum(row[at] * told[at] for at in there if at in told)
                if not left and total:
                    return
                if len(left) == 1:
                    value = int(-total * row[left[0]])
                    if value < least[left[0]]:
                        return
                    told[left[0]], moved = value, True
        left = [at for at in np.flatnonzero(hidden).tolist() if at not in told]
        if not left:
            numbers.add(told[place])
            return
        chosen = place if place in left else left[0]
        for value in range(least[chosen], 20):
            go({**told, chosen: value})

    go({at: int(system.values[at]) for at in np.flatnonzero(~hidden).tolist()})
    return numbers


tables = st.integers(2, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 7]), min_size=columns, max_size=columns),
        min_size=2,
        max_size=3 if columns == 2 else 2,
    )
)
rules = st.builds(Rule, threshold=st.integers(2, 4), insider=st.integers(0, 1), width=st.none())


def findings(system: System, hidden: np.ndarray, rule: Rule, *, truth: bool) -> dict[int, Finding]:
    """What is found out of each hidden figure."""
    zero = bool((hidden & (system.values == 0)).any())
    found = attacked(system, hidden, rule, least=0 if zero else 1, truth=truth)
    return {finding.place: finding for finding in found}


class TestAttack:
    """The numbers that are left possible."""

    def test_worked_by_hand(self) -> None:
        """3 + a = 5 of a row and a + 4 = 6 of a column pin both a and what stands beside it."""
        system = table([[3, 2], [5, 4]])
        hidden = system.values == 2
        wide = Rule(threshold=5, insider=0)

        assert findings(system, hidden, wide, truth=True)[1] == Finding(1, 2, 2, 1)

    def test_a_rectangle(self) -> None:
        """Four hidden in a rectangle: the least on each diagonal says how far all may move."""
        system = table([[3, 9], [8, 2]])
        hidden = np.array([*[True] * 4, *[False] * 5])
        rule = Rule(threshold=5, insider=0, width=50)
        # 3 and 2 sink together by at most 1, for none is 0; or they rise by at most 7.
        found = findings(system, hidden, rule, truth=True)

        assert [(one.low, one.high) for one in found.values()] == [(2, 10), (2, 10), (1, 9), (1, 9)]

    @settings(max_examples=25)
    @given(tables, rules, st.lists(st.booleans(), min_size=12, max_size=12), st.booleans())
    def test_equal_to_trying_all(
        self, cells: list[list[int]], rule: Rule, mask: list[bool], truth: bool
    ) -> None:
        """As many numbers are possible as there are, up to what the rule asks, for each attacker."""
        system = table(cells)
        hidden = np.zeros(system.values.size, bool)
        hidden[: min(5, len(cells) * len(cells[0]))] = mask[: min(5, len(cells) * len(cells[0]))]
        if not truth and rule.insider:
            # Without the numbers each attacker knows of each in turn, also where it is 0.
            hidden &= system.values > 0
        zero = bool((hidden & (system.values == 0)).any())
        for place, finding in findings(system, hidden, rule, truth=truth).items():
            least = [0 if zero else 1] * system.values.size
            raised = np.flatnonzero(hidden & (system.values > 0)).tolist() if rule.insider else []
            attacks = [least] + [[*least[:at], 1, *least[at + 1 :]] for at in raised]
            left = [possible(system, hidden, place, one) for one in attacks]
            tells = [
                len(one) < rule.need and min(one) <= rule.sensitive_to and max(one) >= 1
                for one in left
            ]

            assert finding.tells(rule) == any(tells)
            if finding.tells(rule):
                assert finding.possible in map(len, left)

    def test_gaps(self) -> None:
        """Between two possible numbers may lie one that isn't: an odd number that is twice another."""
        # x + y = 4 and x - y is twice z, by two totals that share parts: x is even or odd as z is.
        system = System.of([2, 2, 4, 2, 4], [(2, (0, 1)), (4, (0, 3)), (4, (1, 3))], unprinted=())
        hidden = np.array([True, True, False, True, False])
        rule = Rule(threshold=5, insider=0)

        assert findings(system, hidden, rule, truth=True)[0].possible == 1

    @pytest.mark.parametrize(
        ("shown", "total", "ends"),
        [
            (20, (25, 35), [(1, 5), (1, 5), (25, 30)]),  # 30, rounded to ten
            (20, (20, 23), [(1, 2), (1, 2), (22, 23)]),
            (20, (29.5, 31), [(5, 5), (5, 5), (30, 30)]),
            (0, (-5, 5), [(1, 4), (1, 4), (2, 5)]),  # no number is below 0
        ],
    )
    def test_boxes(
        self, shown: int, total: tuple[float, float], ends: list[tuple[int, int]]
    ) -> None:
        """Two counts that are 1 to 5, one that is shown, and a total that is rounded."""
        boxes = {0: (1, 5), 1: (1, 5), 3: total}
        system = System.of([0, 0, shown, 0], [(3, (0, 1, 2))], boxes=boxes)
        hidden = np.array([True, True, False, True])
        found = findings(system, hidden, Rule(threshold=1000, insider=0), truth=False)

        assert [(one.low, one.high) for one in found.values()] == ends

    def test_contradiction(self) -> None:
        """Numbers that can't be are no protection but an error."""
        system = System.of([0, 9, 5], [(2, (0, 1))])
        hidden = np.array([True, False, False])

        with pytest.raises(DisclosureError, match="contradict"):
            findings(system, hidden, Rule(), truth=False)


class TestContradictions:
    """Where numbers can't be, by relations that are named."""

    def test_alone(self) -> None:
        """A total of 9 with a part of 10 can't be, nor one of 20 with parts of at most 14."""
        boxes = {0: (0, 4)}
        system = System.of([0, 10, 9, 20], [(2, (0, 1)), (3, (0, 1))], [(1, (2,))], boxes=boxes)
        hidden = np.array([True, False, False, False])

        assert system.alone_impossible(hidden).tolist() == [0, 1, 2]
        left = system.without([0, 2])
        assert left.alone_impossible(hidden).tolist() == [1]
        assert left.terms == [([], []), ([0, 1, 3], [-1, -1, 1]), ([], [])]
        assert system.terms[2] == ([1, 2], [1, -1])

    def test_together(self) -> None:
        """x + y = 9 and y + z = 3 and 7 is at most z: the first has nothing to do with it."""
        ties = [
            Tie(0, [0, 1], [1, 1], 9, equal=True),
            Tie(4, [1, 2], [1, 1], 3, equal=True),
            Tie(7, [2], [-1], -7, equal=False),
        ]
        with pytest.raises(ContradictionError) as raised:
            narrowed(ties, [0, 0, 0], [ENDLESS] * 3)

        assert raised.value.numbers == {4, 7}
        with pytest.raises(ContradictionError):
            narrowed([], [1], [0])

    def test_round_in_a_circle(self) -> None:
        """Rows of 10 and 10, columns of 5 and 5: no two relations say so, all four do."""
        sums = [(4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3))]
        system = System.of([0, 0, 0, 0, 10, 10, 5, 5], sums)
        hidden = np.arange(8) < 4

        with pytest.raises(ImpossibleError) as raised:
            findings(system, hidden, Rule(), truth=False)
        assert raised.value.relations == {0, 1, 2, 3}

    def test_halves(self) -> None:
        """Each two of three are 1 together: half and half would do, and whole numbers don't."""
        system = System.of([0, 0, 0, 1, 1, 1], [(3, (0, 1)), (4, (1, 2)), (5, (0, 2))])
        hidden = np.arange(6) < 3

        for attack in (
            lambda: findings(system, hidden, Rule(), truth=False),
            lambda: completed(system, hidden),
        ):
            with pytest.raises(ImpossibleError) as raised:
                attack()
            assert raised.value.relations == {0, 1, 2}


class TestSuppress:
    """The least that must be hidden."""

    @given(tables, rules)
    @example([[0, 0, 0], [0, 2, 3]], Rule(threshold=3))
    @settings(phases=[Phase.explicit, Phase.generate], max_examples=4)
    def test_least_and_safe(self, cells: list[list[int]], rule: Rule) -> None:
        """No lighter pattern is safe, of all there are, and nobody finds out what is hidden."""
        system = table(cells)
        inner = len(cells) * len(cells[0])
        weight = np.log(2 + system.values) + np.where(np.arange(system.values.size) < inner, 1, 9)
        # The grand total is known anyway.
        hideable = np.arange(system.values.size) < system.values.size - 1
        sensitive = (system.values >= 1) & (system.values <= rule.sensitive_to)
        if sensitive[-1]:
            with pytest.raises(DisclosureError, match="may not be hidden"):
                suppressed(system, weight, rule, hideable=hideable)
            return
        free = np.flatnonzero(hideable & ~sensitive).tolist()
        lightest = None
        for number in range(len(free) + 1):
            for further in itertools.combinations(free, number):
                hidden = sensitive.copy()
                hidden[list(further)] = True
                heavier = lightest is not None and weight[hidden].sum() >= lightest - 1e-9
                told = {} if heavier else findings(system, hidden, rule, truth=True)
                if not heavier and not any(one.tells(rule) for one in told.values()):
                    lightest = weight[hidden].sum()
        if lightest is None:
            with pytest.raises(DisclosureError, match="can't be protected"):
                suppressed(system, weight, rule, hideable=hideable)
            return
        chosen = suppressed(system, weight, rule, hideable=hideable)

        assert chosen.is_least
        assert chosen.weight == pytest.approx(lightest)
        told = findings(system, chosen.hidden, rule, truth=True)
        assert not any(one.tells(rule) for one in told.values())

    def test_beside_a_box(self) -> None:
        """A 3 and a 9, and a total that is known to be 10 to 14: the box does, where a number doesn't."""
        rule = Rule(threshold=5, insider=0, width=4)
        gone = {}
        for name, boxes in (("box", {2: (10, 14)}), ("number", {2: (12, 12)})):
            system = System.of([3, 9, 12], [(2, (0, 1))], unprinted=[2], boxes=boxes)
            gone[name] = suppressed(system, np.ones(3), rule).hidden.tolist()

        assert gone == {"box": [True, False, True], "number": [True, True, True]}

    def test_out_of_time(self) -> None:
        """Without time the pattern is as safe, isn't proven least, and says so."""
        system = table([[3, 9, 12], [8, 2, 30], [14, 21, 4]])
        chosen = suppressed(system, np.log(2.0 + system.values), Rule(), seconds=0)

        assert not chosen.is_least
        told = findings(system, chosen.hidden, Rule(), truth=True)
        assert told
        assert not any(one.tells(Rule()) for one in told.values())

    def test_nothing_to_hide_behind(self) -> None:
        """Where a total of 3 is known, no pattern leaves more than its numbers, late or in time."""
        system = System.of([1, 2, 3], [(2, (0, 1))])
        hideable = np.array([True, True, False])
        rule = Rule(threshold=3, insider=0)
        for seconds in (0, 20):
            with pytest.raises(DisclosureError, match="can't be protected"):
                suppressed(system, np.ones(3), rule, hideable=hideable, seconds=seconds)

    def test_only_even_numbers(self) -> None:
        """Twice a number, and at most 8: wide enough for fractions, and too few whole numbers."""
        system = System.of([4, 2, 2, 8], [(0, (1, 2)), (1, (2,))], [(0, (3,))])
        rule = Rule(threshold=5, insider=0)
        hidden = np.array([True, True, True, False])
        assert findings(system, hidden, rule, truth=True)[0] == Finding(0, 2, 8, 4)
        chosen = suppressed(system, np.ones(4), rule)

        assert chosen.hidden.all()
        assert chosen.is_least

    def test_may_not_be_hidden(self) -> None:
        """What must be hidden and may not is an error."""
        system = System.of([3, 8, 11], [(2, (0, 1))])
        with pytest.raises(DisclosureError, match="may not be hidden"):
            suppressed(system, np.ones(3), Rule(), hideable=np.array([False, True, True]))

    def test_no_time_for_one(self) -> None:
        """An attack without time says that nothing is proved, unless no program is needed."""
        for cells, proved in ((CIRCLE, False), (table([[3, 9], [8, 2]]), True)):
            hidden = (cells.values < 4) | (np.arange(cells.values.size) < 4)
            found = [*attacked(cells, hidden, Rule(), least=1, truth=True, seconds=0)]

            assert {one.proved for one in found} == {proved}
