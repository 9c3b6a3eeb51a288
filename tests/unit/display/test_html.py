"""Tables of a notebook are escaped, and their states look different."""

from __future__ import annotations

import re

from vnr.display import Column, html_lines, html_pairs, html_table


def test_everything_is_escaped() -> None:
    """Headings, labels, captions and sentences."""
    bad = "<b>&'\""
    made = html_table([Column(bad, [bad])], headings=1, language="sv", caption=bad)
    made += html_pairs({bad: bad}, language="sv", caption=bad) + html_lines(bad, language="sv")
    assert "<b>" not in made
    assert made.count("&lt;b&gt;&amp;&#x27;&quot;") == 7


def test_rows_have_headings_and_numbers_stand_to_the_right() -> None:
    """A screen reader tells whose the number is."""
    made = html_table(
        [Column("kommun", ["Flen"]), Column("antal", ["5"], numeric=True)],
        headings=1,
        language="sv",
    )
    assert "<th scope='row' style='text-align:left'>Flen</th>" in made
    assert "<td style='text-align:right'>5</td>" in made
    assert "<th scope='col' style='text-align:right'>antal</th>" in made


def test_states_look_different() -> None:
    """Each of its own style, and a value of none."""
    looks = ["", "not_reported", "not_mature", "suppressed"]
    column = Column("antal", ["0", "a", "b", ".."], numeric=True, looks=looks)
    made = html_table([column], headings=0, language="sv")
    styles = re.findall(r"<td[^>]* style='([^']*)'", made)
    assert len(set(styles)) == 4
    assert [name for name in looks if f"class='{name}'" in made] == looks[1:]


def test_steps_of_lines_are_kept() -> None:
    """What is moved in is moved in."""
    assert html_lines("a\n  b", language="en") == "<div lang='en'>a<br>&nbsp;&nbsp;b</div>"
