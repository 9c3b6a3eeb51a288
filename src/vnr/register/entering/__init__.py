"""How records and frames become flat tables, and tables frames."""

from vnr.register.entering._records import flat_tables, to_records
from vnr.register.entering._table_frames import from_frames, to_frame

__all__ = ["flat_tables", "from_frames", "to_frame", "to_records"]
