"""Shorter ways through WeasyPrint to the very same pages, for what it is asked a thousand times in every document.

Each takes the case that nearly all boxes are, and leaves every other to WeasyPrint itself. They know its inner workings,
so they are for the versions in `KNOWN` only: with another one pages come out the same, a fifth slower.
"""

import sys
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final, NamedTuple

import pydyf
import weasyprint
import weasyprint.css.computed_values as computing
import weasyprint.layout.float as floats
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension
from weasyprint.draw import color
from weasyprint.formatting_structure.boxes import Box, LineBox, PageBox
from weasyprint.layout import percent

KNOWN: Final = frozenset({("70.0", "0.13.0")})  # of WeasyPrint and pydyf
_OWN_RULES: Final = frozenset({"float", "display", "position", "page"})  # whose values hang on more than the cascade
_PLAIN: Final = frozenset({str, int, float, bool, type(None), Dimension})


class Shortcut(NamedTuple):
    """Where something stands (None: wherever modules took it), what WeasyPrint has there, and what we have."""

    owner: Any
    name: str
    theirs: Any
    ours: Any


# ---- styles


class _Rule(NamedTuple):
    """How a property gets its value where no declaration gives it one; by its other names one still may."""

    inherited: bool
    initial: object
    from_left: str
    from_right: str


def _logical(name: str, direction: str) -> str:
    """The property that stands for a physical one in a direction of writing; the same, if there is none."""
    function = computing.PHYSICAL_FUNCTIONS.get(name)
    return name if function is None else str(function(block="ttb", inline=direction))


def _rules() -> Mapping[str, _Rule]:
    """Of all properties that are either inherited, or have an initial value that needs no computing."""
    return {
        name: _Rule(name in INHERITED, initial, _logical(name, "ltr"), _logical(name, "rtl"))
        for name, initial in INITIAL_VALUES.items()
        if name not in _OWN_RULES
        and not name.startswith("text_decoration_")
        and (name in INHERITED or (name not in INITIAL_NOT_COMPUTED and not check_math(initial)))
    }


_RULES: Final = _rules()
_computed: Final[Callable[[Any, str], Any]] = ComputedStyle.__missing__


def _style(self: Any, key: str) -> Any:  # noqa: ANN401 (a style, and any value)
    """The value of a property that nothing was declared for: inherited, or the initial one."""
    rule = _RULES.get(key)
    if rule is None:
        return _computed(self, key)
    inherited, initial, from_left, from_right = rule
    declared, parent = self.cascaded, self.parent_style
    if key in declared or from_left in declared or from_right in declared:
        return _computed(self, key)
    if not inherited:
        value = self[key] = initial
        return value
    if parent is None:
        return _computed(self, key)
    value = parent[key]
    if type(value) not in _PLAIN and check_math(value):
        return _computed(self, key)
    self[key] = value
    return value


_supposed: Final[Callable[[Any, str], Any]] = AnonymousStyle.__missing__


def _anonymous(self: Any, key: str) -> Any:  # noqa: ANN401 (a style, and any value)
    """The value of a property of a box without an element."""
    rule = _RULES.get(key)
    if rule is None:
        return _supposed(self, key)
    value = self[key] = self.parent_style[key] if rule.inherited else rule.initial
    return value


# ---- boxes

_percentages: Final[Callable[[Any, Any], None]] = percent.resolve_percentages
_radii: Final[Callable[[Any], None]] = percent.resolve_radii_percentages
_avoid: Final[Callable[..., Any]] = floats.avoid_collisions
_flowing: Final[Callable[[Any], bool]] = Box.is_in_normal_flow
_color: Final[Callable[[Any, str], Any]] = color.get_color

_BORDERS: Final = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_CORNERS: Final = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_SQUARE: Final = INITIAL_VALUES[_CORNERS[0]]


def _length(value: Any, whole: Any) -> Any:  # noqa: ANN401 (a dimension, or `auto`)
    """A used length [px] or `auto`; `AttributeError` for what is neither a dimension nor `auto`."""
    if value == "auto":
        return value
    return whole * value.value / 100 if value.unit == "%" else value.value


def _used(box: Any, containing_block: Any) -> None:  # noqa: ANN401 (a box, and one or its size)
    """The used lengths of a box, none of which is to be calculated."""
    if isinstance(box, PageBox):
        _percentages(box, containing_block)
        return
    wide, high = (
        (containing_block.width, containing_block.height) if isinstance(containing_block, Box) else containing_block
    )
    style = box.style
    try:
        least, lowest = _length(style["min_width"], wide), _length(style["min_height"], 0 if high == "auto" else high)
        height = style["height"]
        if high == "auto":
            height = "auto" if height == "auto" or height.unit == "%" else height.value
        else:
            height = _length(height, high)
        found = {
            "margin_left": _length(style["margin_left"], wide),
            "margin_right": _length(style["margin_right"], wide),
            "margin_top": _length(style["margin_top"], wide),
            "margin_bottom": _length(style["margin_bottom"], wide),
            "padding_left": _length(style["padding_left"], wide),
            "padding_right": _length(style["padding_right"], wide),
            "padding_top": _length(style["padding_top"], wide),
            "padding_bottom": _length(style["padding_bottom"], wide),
            "width": _length(style["width"], wide),
            "min_width": 0 if least == "auto" else least,
            "max_width": _length(style["max_width"], wide),
            "height": height,
            "min_height": 0 if lowest == "auto" else lowest,
            "max_height": _length(style["max_height"], inf if high == "auto" else high),
        }
    except AttributeError:
        _percentages(box, containing_block)
        return
    known = vars(box)
    known.update(found)
    collapse = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        if not (collapse and hasattr(box, name)):  # else it was found out when borders were collapsed
            known[name] = style[name]
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _rounded(box: Any) -> None:  # noqa: ANN401 (a box)
    """The used radii of a box without any."""
    style = box.style
    if all(style[name] is _SQUARE for name in _CORNERS):
        vars(box).update(dict.fromkeys(_CORNERS, (0, 0)))
    else:
        _radii(box)


def _place(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 (WeasyPrint's)
    """Where a line stands that nothing floats beside: x, y, and the room for it [px]."""
    if not (outer and type(box) is LineBox and containing_block.style["direction"] == "ltr") or context.excluded_shapes:
        return _avoid(context, box, containing_block, outer)
    left = containing_block.content_box_x()
    return left, box.position_y, left + containing_block.width - left  # as WeasyPrint rounds it


def _in_flow(box: Any) -> bool:  # noqa: ANN401 (a box)
    """Whether a box is in normal flow."""
    style = box.style
    return (style["float"] == "none" and style["position"] in ("static", "relative")) or _flowing(box)


def _colored(style: Any, key: str) -> Any:  # noqa: ANN401 (a style, a color)
    """A color: comparing one with a word takes long."""
    value = style[key]
    return style["color"] if isinstance(value, str) and value == "currentcolor" else value


# ---- writing

_written: Final[Callable[[Any], bytes]] = pydyf._to_bytes  # noqa: SLF001 (there is no other way to it)


def _bytes(item: Any) -> bytes:  # noqa: ANN401 (whatever a PDF is made of)
    """A word or number as it stands in a PDF."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return str.encode(item, "ascii")
    if kind is float and not item.is_integer():
        return f"{item:f}".rstrip("0").encode("ascii")
    return _written(item)


SHORTCUTS: Final = (
    Shortcut(ComputedStyle, "__missing__", _computed, _style),
    Shortcut(AnonymousStyle, "__missing__", _supposed, _anonymous),
    Shortcut(Box, "is_in_normal_flow", _flowing, _in_flow),
    Shortcut(None, "resolve_percentages", _percentages, _used),
    Shortcut(None, "resolve_radii_percentages", _radii, _rounded),
    Shortcut(None, "avoid_collisions", _avoid, _place),
    Shortcut(None, "get_color", _color, _colored),
    Shortcut(pydyf, "_to_bytes", _written, _bytes),
)


def take(*, theirs: bool = False) -> None:
    """Go these ways from now on, if they fit the WeasyPrint that is there; `theirs`: go the long ones again."""
    if (weasyprint.__version__, pydyf.__version__) not in KNOWN:
        return
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("weasyprint.")]
    for way in SHORTCUTS:
        before, after = (way.ours, way.theirs) if theirs else (way.theirs, way.ours)
        for owner in modules if way.owner is None else [way.owner]:
            if vars(owner).get(way.name) is before:
                setattr(owner, way.name, after)
