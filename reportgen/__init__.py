"""reportgen: workbooks of ratings in, competency reports out."""

__version__ = "0.1.0"
