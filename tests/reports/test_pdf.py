"""Making a document leaves the process as it was."""

import gc
from collections.abc import Iterator

import pytest

from reportgen.reports.errors import RenderError
from reportgen.reports.pdf import pdf

PAGE = '<html lang="en"><title>x</title><body><p>x'


@pytest.fixture
def collector() -> Iterator[None]:
    """Puts the garbage collector back as it was."""
    running = gc.isenabled()
    yield
    (gc.enable if running else gc.disable)()


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize("running", [True, False])
def test_the_garbage_collector_runs_after_a_document_as_it_did_before(running: bool) -> None:
    (gc.enable if running else gc.disable)()
    pdf(PAGE, {}, "")
    assert gc.isenabled() is running


@pytest.mark.usefixtures("collector")
def test_the_garbage_collector_runs_again_after_a_document_that_failed() -> None:
    gc.enable()
    with pytest.raises(RenderError):
        pdf('<img src="chart:none">', {}, "")
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_nothing_of_a_document_outlives_it() -> None:
    pdf(PAGE, {}, "")
    assert not [o for o in gc.get_objects() if type(o).__name__ in ("PageBox", "Document", "TextBox")]
