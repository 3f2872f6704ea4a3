"""`python -m portal.runtime.bench`."""

import sys

from portal.runtime.bench import main

sys.exit(main())
