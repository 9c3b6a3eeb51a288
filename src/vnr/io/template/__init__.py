"""What the template's words are, in all the forms that people write them."""

from vnr.io.template._alias import (
    asked_words,
    cell_words,
    municipality_codes,
    sheet_names,
    tells_who,
    words,
)
from vnr.io.template._layout import BIRTH_DATE, Layout, layout_of
from vnr.io.template._meaning import (
    Meaning,
    Meant,
    is_showable,
    listed,
    meant_fields,
    nearest_codes,
    nearest_municipalities,
)
from vnr.io.template._names import code_named, fields_named, inflected_code, table_named
from vnr.io.template._nearest import SOUGHT, Nearest
from vnr.io.template._template import write_template

__all__ = [
    "BIRTH_DATE",
    "SOUGHT",
    "Layout",
    "Meaning",
    "Meant",
    "Nearest",
    "asked_words",
    "cell_words",
    "code_named",
    "fields_named",
    "inflected_code",
    "is_showable",
    "layout_of",
    "listed",
    "meant_fields",
    "municipality_codes",
    "nearest_codes",
    "nearest_municipalities",
    "sheet_names",
    "table_named",
    "tells_who",
    "words",
    "write_template",
]
