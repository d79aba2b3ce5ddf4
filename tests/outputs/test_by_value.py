"""What follows from a number is computed once for every number."""

from fractions import Fraction

from reportgen.outputs.by_value import by_value


def test_what_follows_from_a_number_is_computed_once_for_equal_numbers() -> None:
    asked: list[Fraction] = []

    def doubled(value: Fraction) -> Fraction:
        asked.append(value)
        return value * 2

    found = by_value(doubled)
    assert [found(Fraction(n, 6)) for n in (3, 2, 3)] == [1, Fraction(2, 3), 1]
    assert found(Fraction(1, 2)) == 1
    assert asked == [Fraction(1, 2), Fraction(1, 3)]


def test_an_error_is_not_remembered() -> None:
    found = by_value(lambda value: 1 / value)
    for _ in range(2):
        try:
            found(Fraction(0))
        except ZeroDivisionError:
            continue
        raise AssertionError
