"""What tests of reports share."""

import pytest

from reportgen.reports.fonts import Font, find_font


@pytest.fixture(scope="session")
def installed() -> Font:
    """The Chinese font of this machine."""
    found = find_font()
    assert found is not None, "run `reportgen doctor`"
    return found
