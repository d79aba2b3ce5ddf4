"""Work on a Dask cluster: real schedulers and workers of this machine."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster

from reportgen.engine import cluster
from reportgen.engine.cluster import DIFFERENT, EMPTY, GONE, MISSING, UNREACHABLE, Cluster
from reportgen.engine.running import DIED, EngineError, Lost, Work, working
from reportgen.language import language
from tests.engine import chores
from tests.engine.chores import FATAL
from tests.program import contents, run
from tests.tiny_folder import tiny_folder

pytestmark = [
    pytest.mark.filterwarnings(
        r"ignore:::(distributed|dask|tornado)"
    ),  # as the program does; in Dask's threads as well
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of connections to workers that were killed
]

ITEMS = range(20)
SQUARES = {i: i * i for i in ITEMS}


def started(**options: Any) -> LocalCluster:
    """A scheduler on this machine with workers that are processes."""
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        return LocalCluster(
            **{"n_workers": 2, "threads_per_worker": 1, "memory_limit": 0, "silence_logs": 60} | options,
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
        )


@pytest.fixture(scope="module")
def dask_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with started(local_directory=str(tmp_path_factory.mktemp("dask"))) as found:
        yield found


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """What processes say that they are, the first time that they are asked."""
    path = tmp_path / "program"
    path.write_text("1.0")
    return path


@pytest.fixture
def crew(dask_cluster: LocalCluster, told: Path) -> Cluster:
    return Cluster(dask_cluster.scheduler_address, 0, partial(chores.written, told))


def done(work: Callable[[Sequence[int]], Sequence[Any]], crew: Cluster, size: int = 4) -> dict[int, Any]:
    with working(crew):
        results = list(Work(crew, work, ITEMS, size).results())
    assert sorted(number for number, _ in results) == list(ITEMS)
    return dict(results)


# ---- work


def test_every_item_has_its_answer_from_all_workers(crew: Cluster) -> None:
    assert crew.jobs == 2
    found = set(done(chores.who, crew, size=1).values())
    assert len(found) == 2
    assert os.getpid() not in found


@pytest.mark.parametrize("work", [chores.leave, chores.hang], ids=lambda work: work.__name__)
def test_what_ends_a_worker_costs_itself_only(work: Callable[[Sequence[int]], list[int]], crew: Cluster) -> None:
    assert done(work, crew) == SQUARES | {FATAL: Lost(DIED)}


def test_an_item_that_raises_and_an_answer_that_cannot_be_sent_cost_themselves_only(crew: Cluster) -> None:
    with working(crew):
        refused = dict(Work(crew, chores.refuse, ITEMS, 4).results())
        unanswered: dict[int, Any] = dict(Work(crew, chores.unanswerable, ITEMS, 4).results())
    assert refused == SQUARES | {FATAL: Lost("ValueError: 13")}
    assert {i for i, answer in unanswered.items() if answer != SQUARES[i]} <= {FATAL}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_workers_that_are_killed_from_outside_lose_nothing(crew: Cluster) -> None:
    killed = list(crew._client.run(chores.pid).values())

    def kill() -> None:
        time.sleep(0.2)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    assert done(chores.slow, crew, size=1) == SQUARES
    killer.join()


def anybody_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# ---- who may work


def refused(address: str, alike: Callable[[], Any]) -> EngineError:
    with pytest.raises(EngineError) as caught:
        Cluster(address, 0, alike)
    return caught.value


def test_a_worker_of_another_program_is_refused_by_its_address(
    dask_cluster: LocalCluster, crew: Cluster, told: Path
) -> None:
    crew.close(at_once=False)
    chores.written.cache_clear()
    told.write_text("2.0")
    error = refused(dask_cluster.scheduler_address, partial(chores.written, told))
    assert error.reason == DIFFERENT
    assert str(error.values["worker"]).startswith("tcp://127.0.0.1:")
    assert error.values["what"] == ("program: 1.0 there, 2.0 here",)


def test_a_worker_that_joins_later_is_looked_at_as_well(
    dask_cluster: LocalCluster, crew: Cluster, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0)
    told.write_text("2.0")
    with working(crew):
        dask_cluster.scale(3)
        results = Work(crew, chores.slow, range(400), 1).results()
        with pytest.raises(EngineError) as caught:
            list(results)
    dask_cluster.scale(2)
    assert caught.value.reason == DIFFERENT


def test_a_worker_with_several_threads_is_refused(told: Path) -> None:
    with started(processes=False, protocol="tcp", n_workers=1, threads_per_worker=2) as found:
        error = refused(found.scheduler_address, partial(chores.written, told))
    assert error.values["what"] == ("threads per worker: 2 there, 1 here",)


def test_a_scheduler_without_workers_is_told(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1)
    with started(processes=False, protocol="tcp", n_workers=0) as found:
        assert refused(found.scheduler_address, partial(chores.written, told)).reason == EMPTY


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "smtp://127.0.0.1:25", "tls://127.0.0.1:9"])
def test_a_scheduler_that_does_not_answer_is_told(address: str, told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1)
    assert refused(address, partial(chores.written, told)).reason == UNREACHABLE


def test_a_scheduler_that_goes_away_ends_the_work_with_a_reason(told: Path) -> None:
    with (
        started(n_workers=1) as found,
        working(Cluster(found.scheduler_address, 0, partial(chores.written, told))) as crew,
    ):
        results = Work(crew, chores.slow, range(100), 1).results()
        assert next(results) == (0, 0)
        found.close()
        with pytest.raises(EngineError) as caught:
            list(results)
    assert caught.value.reason == GONE


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("later", [0.5, 1.5])
def test_ctrl_c_while_a_cluster_starts_or_works_says_nothing_of_its_processes(later: float) -> None:
    code = """
from reportgen.engine.cluster import Cluster, LOCAL
from reportgen.engine.running import Work, working
from tests.engine import chores
if __name__ == "__main__":
    import distributed
    print("ready", flush=True)
    with working(Cluster(LOCAL, 2, dict)) as crew:
        list(Work(crew, chores.long, range(9), 1).results())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(later)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert "spawn_main" not in err
    assert err.rstrip().endswith("KeyboardInterrupt")  # of the process itself, which has no screen here
    until = time.monotonic() + 10
    while anybody_left(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not anybody_left(process.pid)


# ---- whole builds


def test_a_cluster_of_this_machine_writes_the_same_bytes_quietly(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tiny_folder(tmp_path / "input", people=2)
    before = set(multiprocessing.active_children())
    assert run("build", source, "--output", tmp_path / "here", "--jobs", 0).returncode == 0
    found = run("build", source, "--output", tmp_path / "there", "--jobs", 1, "--scheduler", "local")
    assert (found.returncode, found.stderr) == (0, "")
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert set(multiprocessing.active_children()) <= before
    assert capfd.readouterr().err == ""


def test_without_dask_one_line_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    source = tiny_folder(tmp_path / "input")
    found = run("build", source, "--output", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:8786")
    line = f'{sys.executable} -m pip install "distributed>=2026.7" "cryptography>=45"'
    assert (found.returncode, found.stderr) == (2, language("zh")(MISSING, line=line) + "\n")
    assert not (tmp_path / "out" / "people").exists()
