"""The report as one page that asks for nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vnr.errors import require
from vnr.files import replacing, working_path
from vnr.report._first_screen import first_screen
from vnr.report._report import Report, report_of
from vnr.report.chapters import Drawing
from vnr.words import Language, text

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["page", "write_html"]

_TEMPLATE = """<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ report.title(language) }}</title>
<style>
:root { color-scheme: light; background: #fff; }
body { font: 16px/1.5 system-ui, "Segoe UI", sans-serif; color: #1a1a1a; background: #fff;
       margin: 0 auto; max-width: 62rem; padding: 1.5rem; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
.internal { background: #8b0000; color: #fff; font-weight: 600; padding: .6rem 1rem; }
.public { border: 2px solid #1f4e79; padding: .6rem 1rem; }
.by { color: #444; margin: 0 0 .8rem; } .lead { font-size: 1.15rem; font-weight: 600; margin: .4rem 0 .8rem; }
.key { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 0; padding: 0;
       list-style: none; }
.key li { border-top: 4px solid #004b87; padding-top: .4rem; }
.key b { display: block; font-size: 1.5rem; line-height: 1.1; }
.key small { color: #444; font-size: .9rem; display: block; margin-top: .2rem; }
.parts figcaption { font-weight: 600; }
.bar { display: flex; height: 3rem; margin: .4rem 0; color: #fff; font-weight: 600;
       -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.bar div { display: flex; align-items: center; padding: 0 .4rem; overflow: hidden; background: #004b87; }
.bar div:nth-child(2) { background: #b25000; } .bar div:nth-child(3) { background: #5b5b5b; }
.leg { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; font-size: .9rem; }
.leg div { border-left: .8rem solid #004b87; padding-left: .4rem; }
.leg div:nth-child(2) { border-color: #b25000; } .leg div:nth-child(3) { border-color: #5b5b5b; }
.not { background: #f3f6f9; padding: .6rem 1rem; margin-top: .6rem; }
.not h2 { font-size: 1.05rem; margin: 0; } .not ul { margin: .2rem 0; padding-left: 1.2rem; }
.finding { font-size: 1.1rem; font-weight: 600; margin: .4rem 0 .8rem; }
section.chapter > section ~ section .finding, details .finding { font-size: 1rem; font-weight: 400; }
main { counter-reset: chapter; }
.chapter > h2 { counter-increment: chapter; border-top: 2px solid #004b87; padding-top: .6rem; }
.chapter > h2::before { content: counter(chapter) ". "; }
.contents h2, .questions h2 { font-size: 1.05rem; margin-bottom: .2rem; }
.contents ol { columns: 2 18rem; margin: 0; } h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; }
tbody th { font-weight: 400; } thead th { overflow-wrap: break-word; }
thead th { border-bottom: 2px solid #555; }
.faults td, .faults th, .words :is(td, th) { text-align: left; }
.wide { font-size: .88rem; } .wide th, .wide td { padding: .35rem .3rem; }
/* Whose row it is stays when a table is pushed sideways. */
section:not(.faults) .scroll :is(th, td):first-child { position: sticky; left: 0; background: #fff; }
tr.total :is(th, td) { font-weight: 600; border-top: 2px solid #555; }
tr.group th { font-weight: 600; padding-top: .8rem; }
.note, dd { color: #444; } dt { font-weight: 600; } dd { margin: 0 0 .6rem; overflow-wrap: anywhere;
  font-size: .88rem; }
svg { display: block; width: 100%; height: auto; } figure { margin: 1rem 0; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 3px solid #1f4e79; }
summary { cursor: pointer; padding: .3rem 0; min-height: 24px; }
/* Drawn twice: letters of the broad drawing would be too small from here on. */
.slim { display: none; } .slim svg { max-width: 26rem; }
@media screen and (max-width: 50rem) { .broad { display: none; } .slim { display: block; } }
@media (max-width: 25rem) { body { padding: 1rem; } }
/* A figure that stands alone beside its label isn't parted by a long label of another row. */
@media screen { table:not(.words) td:nth-child(2):last-child { white-space: nowrap; } }
/* On a narrow screen a table is pushed sideways; its figures must not pile up meanwhile. */
@media screen and (max-width: 45rem) { td:not(:first-child) { white-space: nowrap; }
  .faults td:not(:first-child), .words td:not(:first-child) { white-space: normal; }
  .words { font-size: .82rem; } .words :is(th, td) { padding: .35rem .2rem; hyphens: auto; } }
@page { size: A4; margin: 13mm 14mm; }
@media print {
  :root { font-size: 9.5pt; } body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.35; }
  h1 { font-size: 16pt; } h2 { font-size: 12pt; margin: 1.1rem 0 .4rem; }
  h1, h2, h3, summary, .lead, .finding { break-after: avoid; } .note { break-after: avoid; break-inside: avoid; }
  figure { margin: .4rem 0; } figure, svg, tr, li, .finding, .internal, .public { break-inside: avoid; }
  figure:has(svg ~ svg, div > svg + svg) { break-inside: auto; }
  .broad svg { max-width: 160mm; }
  .key { grid-template-columns: repeat(auto-fit, minmax(30mm, 1fr)); gap: 4mm; } .key b { font-size: 13pt; } .key small { font-size: 8.5pt; }
  .bar { height: 8mm; } .not { margin-top: .4rem; } .contents, .questions { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; } .scroll :is(th, td) { position: static; }
  table { font-size: 8pt; } th, td { padding: .15rem .3rem; overflow-wrap: anywhere; }
  :is(th, td):first-child { overflow-wrap: break-word; }
  .wide { font-size: 7pt; } .wide th, .wide td { padding: .12rem .15rem; }
  /* What is folded on the screen stands on paper. */
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .internal, .public { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
</style>
</head>
<body>
<main>
<p class="{{ kind }}" role="note">{{ report.marked(text('report', 'public_brief', language), language) if kind == 'public' else mark }}</p>
<h1>{{ report.title(language) }}</h1>
{% if first.lines %}<section class="first" id="first" aria-label="{{ report.title(language) }}">
<p class="by">{{ first.by }}</p>
{% if first.lead %}<p class="lead">{{ first.lead }}</p>{% endif %}
<ul class="key">{% for line in first.lines %}<li>{% if line.large %}<b>{{ loose(line.large) }}</b> {% endif %}{{ line.rest }}
{% if line.small %}<small>{{ line.small }}</small>{% endif %}</li>{% endfor %}</ul>
{% if first.bar %}<figure class="parts"><figcaption>{{ first.bar.title }}</figcaption>
<div class="bar" role="img" aria-label="{{ first.bar.told }}">{% for words, size in first.bar.stretches %}
<div style="flex:{{ size }}{% if not words %};padding:0{% endif %}">{{ words }}</div>{% endfor %}</div>
<div class="leg" aria-hidden="true">{% for words, name, size in first.bar.segments %}<div><b>{{ words }}</b> {{ name }}</div>{% endfor %}</div>
</figure>{% endif %}
<div class="not"><h2>{{ text('report', 'first_unknown', language) }}</h2>
<ul>{% for line in first.unknown %}<li>{{ line }}</li>{% endfor %}</ul></div>
{% if first.foot %}<p class="by">{{ first.foot }}</p>{% endif %}
</section>{% elif first.by %}<p class="by">{{ first.by }}</p>{% endif %}
{% set questions = report.questions(language) %}
{% if questions %}<section class="questions" id="questions"><h2>{{ text('report', 'questions_title', language) }}</h2>
<ul>{% for line in questions %}<li>{{ line }}</li>{% endfor %}</ul></section>{% endif %}
{% if report.headings | length > 1 %}<nav class="contents" aria-label="{{ text('report', 'contents', language) }}">
<h2>{{ text('report', 'contents', language) }}</h2>
<ol>{% for one in report.headings %}<li><a href="#{{ one.anchor }}">{{ one.title(language) }}</a></li>{% endfor %}
<li><a href="#under_counted">{{ text('report', 'under_counted', language) }}</a></li></ol></nav>{% endif %}
{% macro shown(chapter, alone, cautions) %}
{% set lines = chapter.lines(language) %}
<section class="{{ chapter.name }}" id="{{ chapter.name }}">
{% if not alone and chapter.is_section and not chapter.folded %}<h3>{{ chapter.heading(language) }}</h3>{% endif %}
{% set finding = chapter.summary(language) %}
{% if finding %}<p class="finding">{{ finding }}</p>{% endif %}
{% for line in cautions %}<p class="note">{{ line }}</p>{% endfor %}
{% if drawings[chapter.name] %}<figure role="img" aria-label="{{ chapter.alternative(language) }}">
<div class="broad">{% for one in drawings[chapter.name] %}{{ one.wide | safe }}{% endfor %}</div>
<div class="slim">{% for one in drawings[chapter.name] %}{{ one.narrow | safe }}{% endfor %}</div></figure>{% endif %}
{% if lines.is_prose %}{% for row in lines.body %}<p>{{ row[0] }}</p>
{% endfor %}{% elif lines.body %}<div class="scroll" role="region" tabindex="0" aria-label="{{ chapter.heading(language) }}"><table{% if lines.words %} class="words{{ ' wide' if lines.head | length > 8 }}"{% elif lines.head | length > 8 %} class="wide"{% endif %}>
<caption hidden>{{ chapter.heading(language) }}</caption>
<thead><tr>{% for cell in lines.head %}<th scope="col">{{ cell }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in lines.body %}<tr{% if lines.total and loop.last %} class="total"{% elif loop.index0 in lines.groups %} class="group"{% endif %}>
{% for cell in row %}{% if loop.first %}<th scope="row">{{ cell }}</th>{% else %}<td>{{ cell }}</td>{% endif %}{% endfor %}</tr>
{% endfor %}</tbody></table></div>{% endif %}
</section>
{% endmacro %}
{% for heading in report.headings %}
<section class="chapter" id="{{ heading.anchor }}">
<h2>{{ heading.title(language) }}</h2>
{% for chapter in heading.chapters %}
{% set cautions = heading.cautions(chapter, language) %}
{% if chapter.folded %}<details><summary>{{ chapter.heading(language) }}</summary>{{ shown(chapter, false, cautions) }}</details>
{% else %}{{ shown(chapter, loop.first, cautions) }}{% endif %}
{% endfor %}
{% set how = heading.explained(language) %}
{% if how %}<details class="how"><summary>{{ text('report', 'how', language) }}</summary>
<ul>{% for line in how %}<li>{{ line }}</li>{% endfor %}</ul></details>{% endif %}
</section>
{% endfor %}
{% if report.headings or report.definitions(language) %}<section class="chapter" id="under_counted"><h2>{{ text('report', 'under_counted', language) }}</h2>
<p>{{ text('report', 'heads_up', language, form=report.about) }}</p>
<details id="definitions"><summary>{{ text('report', 'definitions_fold', language) }}</summary>
<dl>{% for name, text in report.definitions(language) %}<dt>{{ name }}</dt><dd>{{ text }}</dd>{% endfor %}</dl></details>
{% for chapter in report.counted %}<details><summary>{{ chapter.heading(language) }}</summary>{{ shown(chapter, false, chapter.cautions(language)) }}
{% for line in chapter.explained(language) %}<p class="note">{{ line }}</p>{% endfor %}</details>{% endfor %}
<h3>{{ text('report', 'source_title', language) }}</h3>
<ul>{% for line in report.sources(language) %}<li>{{ line }}</li>{% endfor %}</ul></section>{% endif %}
<p class="{{ kind }}" role="note">{{ mark }}</p>
</main>
</body>
</html>
"""


def write_html(report: Report, path: str | Path, *, language: Language = "sv") -> Path:
    """Write the report as one self-contained page, marked as internal working material.

    Parameters
    ----------
    report : Report
        What was counted.
    path : path
        Where to; an existing file is replaced whole.
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    MissingExtraError
        If the extra ``report`` isn't installed.
    DataError
        If the folder can't be written.

    Examples
    --------
    >>> from vnr import metrics
    >>> from vnr.report import Report, chapters
    >>> from tempfile import TemporaryDirectory
    >>> own = chapters.further("Antal", metrics.count(gotland, 2019))
    >>> with TemporaryDirectory() as folder:
    ...     written = write_html(Report(place="Gotland", period=2019, chapters=[own]), f"{folder}/a.html")
    >>> written.name
    'a.html'
    """
    target = working_path(path)
    html = page(report_of(report), report.warning(language), language)
    with replacing(target) as beside:
        beside.write_text(html, "utf-8")
    return target


def _loose(words: str) -> str:
    """Large words that may be parted between a number and its noun, never within the number."""
    return re.sub("\N{NO-BREAK SPACE}(?=[^\\d])", " ", words)


def page(
    report: Report,
    mark: str,
    language: Language,
    *,
    kind: str = "internal",
    drawings: Mapping[str, Sequence[Drawing]] | None = None,
) -> str:
    """The page's HTML, with a mark above and below; of what is public it is brief above.

    Parameters
    ----------
    report : Report
        What was counted.
    mark : str
        What must be seen first.
    language : str
        ``sv`` or ``en``.
    kind : str
        How the mark looks: ``internal`` or ``public``.
    drawings : mapping of str to sequence of Drawing, optional
        The report's drawings by chapter, where they are drawn already.
    """
    jinja2 = require("jinja2", "report")
    environment: Environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(_TEMPLATE).render(
        report=report,
        first=first_screen(report, language),
        drawings=report.drawings(language) if drawings is None else drawings,
        language=language,
        text=text,
        loose=_loose,
        mark=mark,
        kind=kind,
    )
