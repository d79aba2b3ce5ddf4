"""Documents of a run: which there are, what each hangs on, which of them lie there already, and making the others."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any, overload
from urllib.parse import quote

from reportgen.assessment.parts import NESTED, SHARED, Parts
from reportgen.engine.cluster import Cluster
from reportgen.engine.processes import Here, Processes
from reportgen.engine.running import SECONDS, Crew, Lost, Work
from reportgen.futures import some_done, submitted, told
from reportgen.model.part_digest import Digests, part_digest
from reportgen.model.results import Assessment
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.names import safe_name, unique_names
from reportgen.pipeline.changed import outfit_digest
from reportgen.pipeline.explaining import GradeMeans, page_names
from reportgen.pipeline.job import Job
from reportgen.pipeline.making import Made, Outfit, Task, load, make
from reportgen.problems import Problem, Source, problem
from reportgen.reports.documents import Press
from reportgen.reports.errors import RenderError
from reportgen.reports.explain_view import FOLDER
from reportgen.reports.fonts import Font
from reportgen.reports.views import Texts

BATCH = 8  # documents that a worker takes at once
Files = dict[str, dict[str, str]]  # kind -> id -> file


@dataclass
class Written:
    """What became of the documents: files by kind and id, how many were made, how many lay there already, problems."""

    files: Files = field(default_factory=lambda: {"person": {}, "grade": {}, "explanation": {}})
    made: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def crew_of(job: Job, font: Font) -> Crew:
    """Those who do a job's work. Raises `EngineError` when a cluster cannot be used."""
    if job.scheduler:
        from reportgen.pipeline.alike import alike  # it loads what lays pages out

        return Cluster(job.scheduler, job.jobs or 1, partial(alike, Press(job.lang, font)))
    return Processes(job.jobs) if job.jobs else Here()


@dataclass(frozen=True)
class Hands:
    """A crew, one of which is getting ready."""

    crew: Crew
    first: "Future[None]"

    def ready(self) -> None:
        """Wait until one of the crew is ready; raises `RenderError` where a library of the system is missing.
        One who died says nothing: it is found out over the work.
        """
        while not some_done([self.first]):
            self.crew.watch()  # nobody may be left to tell
        error = told(self.first).exception()
        if isinstance(error, ImportError | OSError):
            raise RenderError(str(error)) from error


def warmed(crew: Crew) -> Hands:
    """A crew whose first member loads what lays pages out, while this process does other things."""
    first: Future[None]
    try:
        first = submitted(crew.executor(), load)
    except crew.deaths as error:  # while it was being started
        first = Future()
        first.set_exception(error)
    return Hands(crew, first)


@dataclass(frozen=True)
class Order:
    """A document that there is to be: its kind (in the manifest) and id, whose it is, its file below the output folder, a
    digest of everything that decides its bytes, and how to get what it is made from.
    """

    kind: str
    id: str
    name: str
    file: str
    key: str
    task: Callable[[], Task]


class Orders:
    """The documents of an assessment and of what `readers` see of it."""

    def __init__(self, assessment: Assessment, readers: Assessment, press: Press, texts: Texts) -> None:
        self._readers, self._parts, self._texts = readers, Parts(assessment, readers), texts
        self._digests = Digests(SHARED, NESTED)
        self._people, grades = page_names(assessment)
        self._grade_pages = grades
        self.outfit = Outfit(press, texts, {grade: quote(name) for grade, name in grades.items()})
        self._shared = f"{outfit_digest(press, texts)} {sorted(self.outfit.hrefs.items())}"

    def reports(self, only: Collection[str] | None = None) -> Iterator[Order]:
        """Of every person, then of every grade; or of those ids alone."""
        people, grades = self._readers.people, self._readers.grades
        names = unique_names([safe_name(f"{p.id}-{p.name}") for p in people], ".pdf")
        for person, name in zip(people, names, strict=True):
            if only is not None and person.id not in only:
                continue
            part = partial(self._parts.person, person.id)
            yield self._order("person", person.id, person.name, f"people/{name}", part)
        names = unique_names([safe_name(self._texts.grade(g.id)) for g in grades], ".pdf")
        for grade, name in zip(grades, names, strict=True):
            if only is not None and grade.id not in only:
                continue
            part = partial(self._parts.grade, grade.id)
            yield self._order("grade", grade.id, self._texts.grade(grade.id), f"grades/{name}", part)

    def explanations(self) -> Iterator[Order]:
        """The pages that tell where the numbers come from: of every person, and of every grade's means."""
        for person in self._readers.people:
            part = partial(self._parts.explanation, person.id)
            yield self._order("explanation", person.id, person.name, f"{FOLDER}/{self._people[person.id]}", part)
        by_id = {p.id: p for p in self._readers.people}
        for grade, name in self._grade_pages.items():
            members = [by_id[p] for g in self._readers.grades if g.id == grade for p in g.people]
            seen = tuple((p.id, p.name, self._people[p.id], *(c.score for c in p.competencies)) for p in members)
            key = part_digest((grade, seen))
            means = partial(self._means, grade, [p.id for p in members])
            yield self._order("explanation", grade, self._texts.grade(grade), f"{FOLDER}/{name}", means, "means", key)

    def _order(
        self, kind: str, id_: str, name: str, file: str, part: Callable[[], Any], what: str = "", digest: str = ""
    ) -> Order:  # fmt: skip
        key = f"{self._shared} {what or kind} {digest or self._digests.of(part())}"
        return Order(
            kind, id_, name, file, hashlib.sha256(key.encode()).hexdigest(), lambda: Task(what or kind, part())
        )

    def _means(self, grade: str, people: Sequence[str]) -> GradeMeans:
        names = {p.id: p.name for p in self._readers.people}
        return GradeMeans(
            grade, self._parts.means(grade), {p: names[p] for p in people}, {p: self._people[p] for p in people}
        )


class _Tasks(Sequence[Task]):
    """The tasks of orders, each made up when it is its turn: those of ten thousand people would fill the memory."""

    def __init__(self, found: Sequence[Order]) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> Task: ...
    @overload
    def __getitem__(self, at: slice) -> list[Task]: ...
    def __getitem__(self, at: int | slice) -> Task | list[Task]:
        return [o.task() for o in self._found[at]] if isinstance(at, slice) else self._found[at].task()


class Printing:
    """Documents being made while the run goes on; what lies in the folder as it would come out is left there."""

    def __init__(
        self, folder: OutputFolder, found: Sequence[Order], outfit: Outfit, crew: Crew, *, force: bool
    ) -> None:
        self._folder, self._outfit = folder, outfit
        self._written = Written()
        self._todo: list[Order] = []
        for order in found:
            if not force and folder.keep(order.file, order.key, kind=order.kind, id=order.id):
                self._written.files[order.kind][order.id] = order.file
                self._written.unchanged += 1
            else:
                self._todo.append(order)
        self._work = Work(crew, partial(make, outfit.packed()), _Tasks(self._todo), _size(len(self._todo), crew.jobs))

    def finish(self, on_report: Callable[[int, int], None]) -> Written:
        """Write the documents as they come."""
        written, total = self._written, self._written.unchanged + len(self._todo)
        done = written.unchanged
        on_report(done, total)
        for number, answer in self._work.results():
            order, done = self._todo[number], done + 1
            on_report(done, total)  # may stop: a report that Ctrl-C ran into is not written
            reason = _reason(answer, self._outfit)
            if reason:
                written.problems.append(problem("report-failed", Source(order.file), order.name, reason=reason))
            elif isinstance(answer, Made):
                self._folder.write(order.file, answer.content, kind=order.kind, id=order.id, key=order.key)
                written.files[order.kind][order.id] = order.file
                written.made += 1
        return written


def printed(crew: Crew, outfit: Outfit, found: Mapping[str, Order], files: Sequence[str]) -> dict[str, bytes]:
    """The bytes of some documents by their files, but for those that could not be made; nothing is written."""
    work = Work(crew, partial(make, outfit.packed()), _Tasks([found[file] for file in files]), 1)
    return {files[i]: made.content for i, made in work.results() if isinstance(made, Made) and not made.reason}


def _size(n: int, jobs: int) -> int:
    """Batches large enough to keep workers busy, and small enough that all of them end at about the same time."""
    return max(1, min(BATCH, n // (4 * jobs)))


def _reason(answer: Made | Lost, outfit: Outfit) -> str:
    """Why a document was not made; empty when it was."""
    return outfit.texts.lang(answer.reason, seconds=SECONDS) if isinstance(answer, Lost) else answer.reason
