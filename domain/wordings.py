"""How a kind of initiative asks the questions of a form in its own words."""

from collections.abc import Callable
from dataclasses import replace

from domain.fields import Asked
from domain.template import TemplateContent, Text

Reword = Callable[[tuple[str, ...], Asked], Asked]
"""What a question, by its path of names in the form, is asked as."""


def as_it_is(_path: tuple[str, ...], how: Asked) -> Asked:
    """In the form's own words."""
    return how


def reworded(template: TemplateContent, form: str, language: str) -> Reword:
    """The words of a form of that kind in a language: `sv`, or else English."""
    wordings = {tuple(each.field.split(".")): each for each in template.wordings if each.form == form}

    def reword(path: tuple[str, ...], how: Asked) -> Asked:
        found = wordings.get(path)
        if found is None:
            return how
        said = _said(found.help, language) if found.help else how.help
        return replace(how, label=_said(found.label, language), help=said)

    return reword if wordings else as_it_is


def _said(text: Text, language: str) -> str:
    return text.sv if language == "sv" else text.en
