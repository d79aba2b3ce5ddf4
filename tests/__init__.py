import os

import reportgen  # noqa: F401 (before openpyxl: it settles by which parser that reads)

os.environ.setdefault("REPORTGEN_JOBS", "0")  # documents are made in the process of the tests, unless one asks for more
