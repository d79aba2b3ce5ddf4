"""reportgen: workbooks of ratings in, competency reports out."""

import os

__version__ = "0.1.0"

# openpyxl reads and writes through lxml wherever that happens to be installed; ours are the same bytes on every machine,
# read by the parser that we have guarded.
os.environ["OPENPYXL_LXML"] = "False"
