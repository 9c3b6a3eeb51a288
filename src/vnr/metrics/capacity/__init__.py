"""What hangs on one person, with whom there would be cases enough, and who names which needs."""

from vnr.metrics.capacity._enough import enough
from vnr.metrics.capacity._gone import gone
from vnr.metrics.capacity._needs import needs
from vnr.metrics.capacity._partnerships import partnerships

__all__ = ["enough", "gone", "needs", "partnerships"]
