"""The same command on the same facts gives the same events, or the version of the rules is raised."""

from dataclasses import replace

from tests.domain.corpus import decided, differences
from tests.domain.life import Life


def test_the_rules_decide_as_their_version_did() -> None:
    assert list(differences()) == []


def test_the_corpus_sees_a_changed_rule() -> None:
    """It can fail: another due day in the template is another life."""
    life = Life()
    shorter = replace(life.template, due={**life.template.due, "needs_workshop": 14})
    one = Life(template=shorter).starts().events
    assert one != life.starts().events
    assert decided()["healthy"]
