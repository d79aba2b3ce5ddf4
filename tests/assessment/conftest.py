"""Shared by the tests of the numbers."""

import pytest

from reportgen.model.types import Model
from tests.assessment.offices import Office


@pytest.fixture
def office(model: Model) -> Office:
    return Office(model)
