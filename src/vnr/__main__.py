"""``python -m vnr``."""

import sys

from vnr.cli import main

sys.exit(main())
