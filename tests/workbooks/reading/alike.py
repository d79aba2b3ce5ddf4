"""Whether two readings of a folder brought the same, to the kinds of their values."""

from dataclasses import fields

import pandas as pd

from reportgen.model.inputs import Inputs


def told(inputs: Inputs) -> dict[str, str]:
    """Everything that was read, as text."""
    return {field.name: _told(getattr(inputs, field.name)) for field in fields(inputs)}


def _told(value: object) -> str:
    if isinstance(value, pd.DataFrame):
        return repr((list(value.columns), list(value.dtypes), list(value.index), value.to_numpy().tolist()))
    return repr(value)
