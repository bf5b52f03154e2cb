"""A section of reports, said once: its title, what it prints, its calls. Which report shows it is its notebook's business.

A section is a module of `reports/sections/` that holds `SECTION`; its calls are the functions marked `@shown` there and in
its parts. A new one is found by its name: there is no list to add it to.
"""

import functools
import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.model.suggest import unknown_words
from qep_lib.reports.context import ReportContext
from qep_lib.reports.notebook import section_names

Call = Callable[..., Element]
_Shown = TypeVar("_Shown", bound=Call)


def shown(function: _Shown) -> _Shown:
    """Mark a function as a call of its section: `(what the section reads, *more) -> Element`, for one notebook cell."""
    vars(function)["is_shown"] = True
    return function


def _itself(context: ReportContext) -> ReportContext:
    return context


def _once(read: Any, call: Callable[[Any], Element]) -> Element:
    return call(read)


@dataclass(frozen=True)
class Section:
    """What a section is. `title` is the one a reader knows it by, in French.

    `parts` are the modules whose calls it offers beside those of its own module. `figures` are the indicators that it may
    print: names of sections of the catalogue, or a function of what it reads. `reads` makes from the context what its calls
    take first, once a report; `each` says how often a call is shown, as `each_survey` does.
    """

    title: str
    parts: tuple[ModuleType, ...] = ()
    figures: tuple[str, ...] | Callable[[Any], Iterable[Indicator]] = ()
    reads: Callable[[ReportContext], Any] = _itself
    each: Callable[[Any, Callable[[Any], Element]], Element] = _once


class SectionCalls:
    """The calls of a section for one report, `report.requests.reply_table()`: attributes of their own, which Tab completes."""

    def __init__(self, section: Section, calls: Iterable[Call], context: ReportContext):
        self.__doc__ = section.title
        self._section, self._context = section, context
        for call in calls:
            setattr(self, call.__name__, self._bound(call))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        offered = [known for known in vars(self) if not known.startswith("_")]
        raise AttributeError(*unknown_words("appel", [name], sorted(offered)))

    @functools.cached_property
    def _read(self) -> Any:
        return self._section.reads(self._context)

    def _bound(self, call: Call) -> Call:
        @functools.wraps(call)
        def bound(*more: Any, **named: Any) -> Element:
            return self._section.each(self._read, lambda read: call(read, *more, **named))

        signature = inspect.signature(call)
        vars(bound)["__signature__"] = signature.replace(parameters=[*signature.parameters.values()][1:])
        return bound


def import_sections() -> None:
    """Import every section beforehand, for a process whose children will open reports of any kind."""
    for name in section_names():
        _module(name)


def open_section(name: str, context: ReportContext) -> SectionCalls:
    """The section of that name for one report: its module is imported here, for the reports that show it alone."""
    module = _module(name)
    section: Section = module.SECTION
    calls: dict[str, Call] = {}
    for part in (module, *section.parts):
        for found in vars(part).values():
            if getattr(found, "is_shown", False) and found.__module__ == part.__name__:
                if found.__name__ in calls:
                    raise ValueError(f"section {name}: two calls are named {found.__name__}")
                calls[found.__name__] = found
    return SectionCalls(section, calls.values(), context)


def figures_of(calls: SectionCalls) -> tuple[Indicator, ...]:
    """The indicators whose figures a section may print, in its order."""
    figures = calls._section.figures
    if callable(figures):
        return tuple(figures(calls._read))
    return tuple(indicator for name in figures for indicator in calls._context.section(name))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"qep_lib.reports.sections.{name}")
