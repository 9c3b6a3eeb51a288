"""What python-docx has no words for: clean parts, our styles, tables, fields and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from vnr.report.chapters import Lines
from vnr.report.inspection import anchor
from vnr.words import Language

if TYPE_CHECKING:
    from docx.document import Document

__all__ = [
    "bar_of",
    "captioned",
    "cleaned",
    "footed",
    "linked",
    "marks",
    "numbered",
    "table_of",
    "written",
]

_FONT: Final = "Arial"
_INK, _BLUE, _GREY = "1A1A1A", "1F4E79", "444444"
_BAR: Final = ("004B87", "B25000", "5B5B5B")
_TWIPS: Final = 567
"""Twentieths of a point in a centimetre."""
_LANGUAGES: Final = {"sv": "sv-SE", "en": "en-GB"}
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML can hold."""
_NAMESPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NOT_OURS: Final = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects")
"""Parts of the empty document that tell of others: who drew it, and with what."""
_KEPT: Final = frozenset(
    [
        "normal",
        "header",
        "footer",
        "heading 1",
        "heading 2",
        "heading 3",
        "title",
        "list bullet",
        "caption",
        "header char",
        "footer char",
        "heading 1 char",
        "heading 2 char",
        "heading 3 char",
        "title char",
        "default paragraph font",
        "normal table",
        "no list",
    ]
)
"""Of the empty document's styles, those that ours are made of."""
_RIGHT: Final = '<w:jc w:val="right"/>'
_WIDE: Final = 8
"""From so many columns on the letters of a table are smaller."""
_TABLE: Final = 9400
"""Twips of a table's width."""
_LETTERS: Final = 105
"""Letters that stand beside each other in it."""
_LONG: Final = 40
"""A cell of so many letters is a text, which begins at the left."""

# Name, what it is based on, points, bold, colour, points before and after, and whether it stays
# on the page of what follows.
_STYLES: Final = (
    ("Heading 2", "Normal", 11.5, True, _INK, 10, 3, True),
    ("Heading 3", "Normal", 9.0, True, _GREY, 8, 2, True),
    ("Lead", "Normal", 12.0, True, _INK, 2, 8, False),
    ("Figure line", "Normal", 11.0, False, _INK, 6, 0, False),
    ("Small", "Normal", 9.0, False, _GREY, 0, 4, False),
    ("Defined", "Normal", 10.0, True, _INK, 4, 2, True),
    ("Contents", "Normal", 10.0, True, _INK, 10, 2, True),
    ("Picture", "Normal", 10.0, False, _INK, 4, 2, True),
    ("Cell", "Normal", 8.5, False, _INK, 1, 1, False),
    ("Narrow cell", "Cell", 7.0, False, _INK, 1, 1, False),
    ("Mark", "Normal", 9.0, True, _INK, 0, 4, False),
    ("Title", "Normal", 20.0, True, _INK, 6, 6, True),
    ("Heading 1", "Normal", 14.0, True, _BLUE, 18, 4, True),
    ("Caption", "Normal", 9.0, True, _INK, 6, 3, False),
    ("List Bullet", "Normal", 10.0, False, _INK, 0, 2, False),
    ("Header", "Normal", 8.0, False, _GREY, 0, 0, False),
    ("Footer", "Normal", 8.0, False, _GREY, 0, 0, False),
)


def written(words: str) -> str:
    """Words as a document can hold them."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", words)


def cleaned(
    made: Document, language: Language, *, title: str, author: str, moment: datetime
) -> None:
    """Give an empty document our styles, language and properties, and nothing of its template's."""
    from docx.shared import Cm

    for rels in (made.part.package.rels, made.part.rels):
        for name, rel in [*rels.items()]:
            if rel.reltype.rpartition("/")[2] in _NOT_OURS:
                rels.pop(name)
    own = made.core_properties
    own.title, own.author, own.last_modified_by = written(title)[:255], written(author)[:255], ""
    own.comments, own.language = "", _LANGUAGES[language]
    own.created = own.modified = moment
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    section.header_distance = section.footer_distance = Cm(1)
    _styled(made, language)
    settings = made.settings.element
    for one in [*settings]:
        name = one.tag.rpartition("}")[2]
        if name in ("rsids", "savePreviewPicture", "themeFontLang", "docId", "proofState"):
            settings.remove(one)
        elif name == "decimalSymbol":
            one.set(_w("val"), "," if language == "sv" else ".")
        elif name == "listSeparator":
            one.set(_w("val"), ";" if language == "sv" else ",")


def _styled(made: Document, language: Language) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    root: Any = made.styles.element
    for one in [*root]:
        tag = one.tag.rpartition("}")[2]
        if tag == "latentStyles" or (tag == "style" and one.name_val.lower() not in _KEPT):
            root.remove(one)
    for fonts in [*root.iter(_w("rFonts"))]:
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(_w(script), _FONT)
    for spoken in root.iter(_w("lang")):
        spoken.attrib.clear()
        spoken.set(_w("val"), _LANGUAGES[language])
    there = {style.name for style in made.styles}
    made.styles["Normal"].font.size = Pt(10)
    for name, base, points, bold, colour, before, after, keep in _STYLES:
        style: Any = (
            made.styles[name]
            if name in there
            else made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        style.base_style = made.styles[base]
        style.font.size, style.font.bold, style.font.italic = Pt(points), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        format_ = style.paragraph_format
        format_.space_before, format_.space_after = Pt(before), Pt(after)
        format_.keep_with_next = keep
    large: Any = made.styles.add_style("Large", WD_STYLE_TYPE.CHARACTER)
    large.font.size, large.font.bold = Pt(16), True
    for border in [*made.styles["Title"].element.iter(_w("pBdr"))]:
        border.getparent().remove(border)


def footed(made: Document, mark: str, title: str, *, looks: str) -> None:
    """The mark above and title and number below each page."""
    section = made.sections[0]
    above = section.header.paragraphs[0]
    above.style = made.styles["Mark"]
    run = above.add_run(written(mark))
    if looks == "internal":
        from docx.shared import RGBColor

        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        above._p.get_or_add_pPr().append(_xml('<w:shd w:val="clear" w:fill="8B0000"/>'))
    below = section.footer.paragraphs[0]
    below.add_run(written(f"{title}\t"))
    below._p.append(_field("PAGE", ""))


def marks(name: str, number: int) -> tuple[Any, Any]:
    """Where a chapter begins, to be found by its name."""
    start = _xml(f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(anchor(name))}/>')
    return start, _xml(f'<w:bookmarkEnd w:id="{number}"/>')


def linked(paragraph: Any, words: str, name: str) -> None:
    """Words that lead to a heading."""
    paragraph._p.append(
        _xml(
            f'<w:hyperlink w:anchor={quoteattr(anchor(name))} w:history="1">'
            f'<w:r><w:rPr><w:color w:val="{_BLUE}"/><w:u w:val="single"/></w:rPr>{_text(words)}'
            "</w:r></w:hyperlink>"
        )
    )


def numbered(paragraph: Any, kind: str, number: int) -> None:
    """A number that counts the things of its kind, and is counted anew when some come or go."""
    paragraph._p.append(_field(rf"SEQ {kind} \* ARABIC", str(number)))


def captioned(paragraph: Any, kind: str, number: int, words: str) -> None:
    """``Tabell 1: words``, its number a field."""
    paragraph.add_run(written(f"{kind}\N{NO-BREAK SPACE}"))
    numbered(paragraph, kind, number)
    paragraph.add_run(written(f": {words}"))


def table_of(lines: Lines, title: str) -> Any:
    """A table whose head is repeated on each page, numbers to the right, rows never parted."""
    style = "Narrowcell" if len(lines.head) > _WIDE else "Cell"
    columns = [*zip(lines.head, *lines.body, strict=True)]
    right = [place > 0 and _are_figures(cells[1:]) for place, cells in enumerate(columns)]
    widths = _widths(columns)
    rows = [_row(lines.head, right, widths, style, "head")]
    for place, row in enumerate(lines.body, start=1):
        last = lines.total and place == len(lines.body)
        heavy = last or place - 1 in lines.groups
        rows.append(_row(row, right, widths, style, "total" if heavy else ""))
    return _xml(
        '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>'
        '<w:bottom w:val="single" w:sz="6" w:color="555555"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="DDDDDD"/></w:tblBorders>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:firstColumn="1"/>'
        f"<w:tblCaption w:val={quoteattr(written(title))}/></w:tblPr>"
        f"{_grid(widths)}{''.join(rows)}</w:tbl>"
    )


def _widths(columns: Sequence[Sequence[str]]) -> list[int]:
    """Twips of each column: room for its longest word, and more for longer cells."""
    word = [max(len(one) for cell in cells for one in cell.split(" ")) + 2 for cells in columns]
    cell = [
        max(min(max(map(len, cells)), _LONG) + 2, least)
        for cells, least in zip(columns, word, strict=True)
    ]
    letters = max(sum(word) + 1, min(sum(cell), _LETTERS))
    share = (letters - sum(word)) / max(sum(cell) - sum(word), 1)
    room = [least + share * (most - least) for least, most in zip(word, cell, strict=True)]
    return [round(_TABLE * one / sum(room)) for one in room]


def bar_of(parts: Sequence[tuple[str, int]], told: str, width: float) -> Any:
    """One bar: cells as wide as the parts are large, told in words too."""
    whole = sum(size for _, size in parts) or 1
    widths = [max(round(width * _TWIPS * size / whole), 1) for _, size in parts]
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:shd w:val="clear" w:fill="{colour}"/>'
        '</w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/><w:keepNext/></w:pPr><w:r><w:rPr><w:b/>'
        f'<w:color w:val="FFFFFF"/></w:rPr>{_text(words)}</w:r></w:p></w:tc>'
        for (words, _), wide, colour in zip(parts, widths, _BAR, strict=False)
    )
    return _xml(
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblDescription w:val={quoteattr(written(told))}/></w:tblPr>{_grid(widths)}"
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="560" w:hRule="atLeast"/></w:trPr>{cells}'
        "</w:tr></w:tbl>"
    )


def _are_figures(cells: Iterable[str]) -> bool:
    """Whether a column reads as numbers and states, and no cell is a text."""
    given = [cell for cell in cells if cell]
    return any(cell[:1].isdigit() for cell in given) and all(len(cell) < _LONG for cell in given)


def _row(
    cells: Sequence[str], right: Sequence[bool], widths: Sequence[int], style: str, kind: str
) -> str:
    repeated = "<w:tblHeader/>" if kind == "head" else ""
    # Rows under the head stay with it, so that no head stands alone.
    keep = "<w:keepNext/>" if kind == "head" else ""
    bold = "<w:rPr><w:b/></w:rPr>" if kind else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{keep}{_RIGHT if to_right else ""}</w:pPr>'
        f"<w:r>{bold}{_text(words)}</w:r></w:p></w:tc>"
        for words, to_right, wide in zip(cells, right, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{made}</w:tr>"


def _grid(widths: Iterable[int]) -> str:
    columns = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(written(words))}</w:t>'


def _field(instruction: str, shown: str) -> Any:
    words = f"<w:r>{_text(shown)}</w:r>" if shown else ""
    return _xml(f"<w:fldSimple w:instr={quoteattr(f' {instruction} ')}>{words}</w:fldSimple>")


def _xml(words: str) -> Any:
    """An element of what is written in the document's own words."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"^<(w:\w+)", rf"<\1 {_NAMESPACE}", words))


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")
