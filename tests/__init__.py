import reportgen  # noqa: F401 (before openpyxl: it settles by which parser that reads)
