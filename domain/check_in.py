"""The check-in (uppföljning): six facts from two voices, and the place of the practice they tell of.

Source: TASKS, "Check-in: six facts, one class"; the facts of seven schools, seed 001.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, TypeVar

from domain.conditions import Rating
from domain.fields import asked
from domain.messages import N_

# Every enumeration below runs from best to worst: its order is its meaning.


class Meets(StrEnum):
    """How often the groups meet."""

    MONTHLY = "monthly"
    SOME_A_TERM = "some_a_term"
    ONCE_A_TERM = "once_a_term"
    SELDOM = "seldom"
    NO_LONGER = "no_longer"


class Model(StrEnum):
    """Whether the model is in use: material, trying out in teaching, coming back."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Led(StrEnum):
    """Who plans and leads the meetings."""

    NAMED = "named"
    INFORMAL = "informal"
    NOBODY = "nobody"


class Obligatory(StrEnum):
    """Whether all take part."""

    ALL = "all"
    SOME = "some"
    VOLUNTARY = "voluntary"


class DrivenBy(StrEnum):
    """Who drives the work."""

    PRINCIPAL = "principal"
    TEACHERS = "teachers"
    NOBODY = "nobody"


class Fact(StrEnum):
    """The names of the six facts: the fields of `Six`."""

    MEETS = "meets"
    MODEL = "model"
    LED = "led"
    OBLIGATORY = "obligatory"
    DRIVEN_BY = "driven_by"
    CONDITIONS = "conditions"


class Place(StrEnum):
    """The place of the practice at the unit."""

    PERMEATES = "permeates"
    PRESENT = "present"
    FADING = "fading"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Six:
    """One voice's answer; all six are needed before it is judged."""

    meets: Meets | None = asked(N_("How often do the groups meet?"), required=True, gate=True)
    model: Model | None = asked(
        N_("Do you work with material, try it in teaching and come back?"), required=True, gate=True
    )
    led: Led | None = asked(N_("Who plans and leads the meetings?"), required=True, gate=True)
    obligatory: Obligatory | None = asked(N_("Do all take part?"), required=True, gate=True)
    driven_by: DrivenBy | None = asked(N_("Who drives the work?"), required=True, gate=True)
    conditions: Rating | None = asked(N_("Do the conditions exist?"), required=True, gate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check-in came to."""

    place: Place
    facts: Six
    """Those judged: per fact the worse of the two voices."""
    one_voice: bool
    """Only one had answered ("grundas på en röst")."""
    differing: tuple[Fact, ...]
    """Where the voices differ: shown, itself no fact."""


PLACE_LABELS: Final[Mapping[Place, str]] = {
    Place.PERMEATES: N_("Permeates"),
    Place.PRESENT: N_("Present"),
    Place.FADING: N_("Fading"),
    Place.LAPSED: N_("Lapsed"),
}

VALUE_LABELS: Final[Mapping[Fact, Mapping[str, str]]] = {
    Fact.MEETS: {
        Meets.MONTHLY: N_("Every month"),
        Meets.SOME_A_TERM: N_("Some times a term"),
        Meets.ONCE_A_TERM: N_("Once a term"),
        Meets.SELDOM: N_("More seldom"),
        Meets.NO_LONGER: N_("No longer"),
    },
    Fact.MODEL: {Model.YES: N_("Yes"), Model.PARTLY: N_("Partly"), Model.NO: N_("No")},
    Fact.LED: {
        Led.NAMED: N_("Somebody named"),
        Led.INFORMAL: N_("Somebody, informally"),
        Led.NOBODY: N_("Nobody"),
    },
    Fact.OBLIGATORY: {
        Obligatory.ALL: N_("All take part"),
        Obligatory.SOME: N_("Some take part"),
        Obligatory.VOLUNTARY: N_("It is voluntary"),
    },
    Fact.DRIVEN_BY: {
        DrivenBy.PRINCIPAL: N_("The principal"),
        DrivenBy.TEACHERS: N_("Teachers"),
        DrivenBy.NOBODY: N_("Nobody"),
    },
    Fact.CONDITIONS: {
        Rating.IN_PLACE: N_("In place"),
        Rating.PARTLY: N_("Partly"),
        Rating.MISSING: N_("Missing"),
    },
}

V = TypeVar("V", bound=StrEnum)


class Rule(StrEnum):
    """The rules of TASKS in their order: the first that applies gives the class."""

    NO_LONGER_MEETS = "no_longer_meets"
    MODEL_GONE = "model_gone"
    NOBODY_CARRIES = "nobody_carries"
    SELDOM = "seldom"
    WHOLE = "whole"
    OTHERWISE = "otherwise"


_PLACES: Final[Mapping[Rule, Place]] = {
    Rule.NO_LONGER_MEETS: Place.LAPSED,
    Rule.MODEL_GONE: Place.FADING,
    Rule.NOBODY_CARRIES: Place.FADING,
    Rule.SELDOM: Place.FADING,
    Rule.WHOLE: Place.PERMEATES,
    Rule.OTHERWISE: Place.PRESENT,
}

_WHOLE: Final[Mapping[Fact, frozenset[StrEnum]]] = {
    Fact.MEETS: frozenset({Meets.MONTHLY, Meets.SOME_A_TERM}),
    Fact.MODEL: frozenset({Model.YES}),
    Fact.LED: frozenset({Led.NAMED}),
    Fact.OBLIGATORY: frozenset({Obligatory.ALL}),
    Fact.DRIVEN_BY: frozenset({DrivenBy.PRINCIPAL}),
    Fact.CONDITIONS: frozenset({Rating.IN_PLACE, Rating.PARTLY}),
}
"""What every fact must say where the practice permeates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a class is what it is."""

    rule: Rule
    facts: tuple[Fact, ...] = ()
    """Those it rests on; of `OTHERWISE` those that keep the practice from permeating."""

    @property
    def place(self) -> Place:
        return _PLACES[self.rule]


def classify(six: Six) -> Place:
    """The place of the practice. Raises ValueError if a fact is missing."""
    return ground(six).place


def ground(six: Six) -> Ground:
    """The first rule of TASKS that applies, and because of which facts. Raises ValueError if a fact is missing."""
    if None in (six.meets, six.model, six.led, six.obligatory, six.driven_by, six.conditions):
        raise ValueError("a check-in is judged on all six facts")
    if six.meets is Meets.NO_LONGER:
        return Ground(rule=Rule.NO_LONGER_MEETS, facts=(Fact.MEETS,))
    if six.model is Model.NO:
        return Ground(rule=Rule.MODEL_GONE, facts=(Fact.MODEL,))
    unled, ownerless = _unled(six), _ownerless(six)
    if unled and ownerless:
        return Ground(rule=Rule.NOBODY_CARRIES, facts=(*unled, *ownerless))
    partly = () if six.model is Model.YES else (Fact.MODEL,)
    if six.meets is Meets.SELDOM and (partly or unled or ownerless):
        return Ground(rule=Rule.SELDOM, facts=(Fact.MEETS, *partly, *unled, *ownerless))
    short = tuple(fact for fact, whole in _WHOLE.items() if getattr(six, fact) not in whole)
    return Ground(rule=Rule.OTHERWISE, facts=short) if short else Ground(rule=Rule.WHOLE)


def _unled(six: Six) -> tuple[Fact, ...]:
    return (Fact.LED,) if six.led is Led.NOBODY else ()


def _ownerless(six: Six) -> tuple[Fact, ...]:
    """Nobody drives it, or the conditions are missing."""
    undriven = (Fact.DRIVEN_BY,) if six.driven_by is DrivenBy.NOBODY else ()
    return (*undriven, *((Fact.CONDITIONS,) if six.conditions is Rating.MISSING else ()))


def combine(principal: Six, facilitators: Six) -> Six:
    """Per fact the worse of the two voices."""
    return Six(
        meets=_worse(principal.meets, facilitators.meets),
        model=_worse(principal.model, facilitators.model),
        led=_worse(principal.led, facilitators.led),
        obligatory=_worse(principal.obligatory, facilitators.obligatory),
        driven_by=_worse(principal.driven_by, facilitators.driven_by),
        conditions=_worse(principal.conditions, facilitators.conditions),
    )


def differing(principal: Six, facilitators: Six) -> tuple[Fact, ...]:
    """The facts on which the two voices differ."""
    return tuple(fact for fact in Fact if getattr(principal, fact) is not getattr(facilitators, fact))


@lru_cache(maxsize=4096)  # a pure question, asked again of every check-in at every command of stage 7
def judge(principal: Six | None, facilitators: Six | None, *, nobody_leads: bool = False) -> Verdict:
    """Judge what exists; the caller waits for the missing voice as long as it may still come.

    `nobody_leads`: the record shows that every facilitator has left and none has taken over, or that there never was
    any. One voice alone comes to `present` at most. Raises ValueError if there is none.
    """
    voices = [voice for voice in (principal, facilitators) if voice is not None]
    if not voices:
        raise ValueError("a check-in is judged on at least one voice")
    facts = combine(voices[0], voices[-1])
    facts = replace(facts, led=Led.NOBODY) if nobody_leads else facts
    one_voice = len(voices) == 1
    place = classify(facts)
    return Verdict(
        place=worse_place(place, Place.PRESENT) if one_voice else place,
        facts=facts,
        one_voice=one_voice,
        differing=differing(voices[0], voices[-1]),
    )


def worse_place(one: Place, other: Place) -> Place:
    """The worse of two places."""
    return max(one, other, key=tuple(Place).index)


def _worse(one: V | None, other: V | None) -> V | None:
    """The worse of two values of one fact; with one missing, the other."""
    if one is None or other is None:
        return one or other
    place = _from_best(type(one))
    return one if place[one] >= place[other] else other


@cache
def _from_best(fact: type[V]) -> Mapping[V, int]:
    return {value: place for place, value in enumerate(fact)}
