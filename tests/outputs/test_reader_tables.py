"""The administrator's tables of what readers see."""

from reportgen.assessment.readers import for_readers
from reportgen.model.types import Model
from reportgen.outputs.reader_tables import reader_tables
from tests.assessment.test_readers import ORDER, full, panel


def tables(tiny: Model) -> dict[str, list[str]]:
    """Of a1: greeting from self, supervisor, four peers and two customers; packing from two peers."""
    greeting = [("self", "self", 4), ("s", "supervisor", 2), *panel(4, 2)]
    assessment = full(tiny, greeting, [("x", "peer", 1), ("y", "peer", 2)], tea=80)
    found = for_readers(assessment, minimum=3, order=ORDER)
    made = reader_tables(assessment, found.assessment.people, found.withheld, ORDER)
    return {name: content.decode("utf-8-sig").splitlines() for name, content in made.items()}


def test_every_relation_that_rated_has_a_line_and_whether_readers_see_it_by_itself(tiny: Model) -> None:
    assert tables(tiny)["relations.csv"] == [
        "person_id,competency,relation,n,mean,shown",
        "a1,greeting,self,1,4.0000,yes",
        "a1,greeting,supervisor,1,2.0000,yes",
        "a1,greeting,peer,4,3.0000,no",
        "a1,greeting,customer,2,3.0000,no",
        "a1,packing,peer,2,1.5000,no",
    ]


def test_what_is_withheld_is_listed_the_means_too(tiny: Model) -> None:
    assert tables(tiny)["withheld.csv"] == [
        "person_id,competency,withheld",
        "a1,packing,yes",
        "a1,shop,yes",
        "a1,overall,yes",
    ]


def test_relations_that_are_shown_by_themselves_say_yes_and_merged_ones_no(tiny: Model) -> None:
    assessment = full(tiny, [("s", "supervisor", 2), *panel(4), ("k", "customer", 3), ("l", "customer", 3)])
    alone = full(tiny, [("s", "supervisor", 2), *panel(4)])
    seen = []
    for one in (assessment, alone):
        found = for_readers(one, minimum=3, order=ORDER)
        lines = reader_tables(one, found.assessment.people, (), ORDER)["relations.csv"].decode("utf-8-sig").split()
        seen.append([line.rsplit(",", 1)[-1] for line in lines[1:]])
    assert seen == [["yes", "no", "no"], ["yes", "yes"]]


def test_a_mean_that_is_not_shown_yet_says_no(tiny: Model) -> None:
    first = for_readers(full(tiny, [("s", "supervisor", 2), *panel(4)]), minimum=3, order=ORDER)
    late = full(tiny, [("s", "supervisor", 2), *panel(4), ("late", "peer", 0)])
    found = for_readers(late, minimum=3, order=ORDER, past=first.issues)
    lines = reader_tables(late, found.assessment.people, (), ORDER)["relations.csv"].decode("utf-8-sig").split()
    assert lines[1:] == ["a1,greeting,supervisor,1,2.0000,yes", "a1,greeting,peer,5,2.4000,no"]
