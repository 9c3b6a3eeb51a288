"""Where figures are counted: in parts, of deliveries larger than memory."""

from vnr.engine._scan import Scan, scan

__all__ = ["Scan", "scan"]
