"""What makes professional development work: 14 mechanisms in four blocks (verksamma inslag, byggstenar).

Source: Education Endowment Foundation, Effective Professional Development; seed 000 names blocks and examples; DOMAIN.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from domain.messages import N_


class Block(StrEnum):
    """Balanced development has something of each."""

    BUILD_KNOWLEDGE = "build_knowledge"
    MOTIVATE = "motivate"
    DEVELOP_TECHNIQUES = "develop_techniques"
    EMBED_PRACTICE = "embed_practice"


class Mechanism(StrEnum):
    COGNITIVE_LOAD = "cognitive_load"
    REVISITING = "revisiting"
    GOALS = "goals"
    CREDIBLE_SOURCE = "credible_source"
    AFFIRMATION = "affirmation"
    INSTRUCTION = "instruction"
    SOCIAL_SUPPORT = "social_support"
    MODELLING = "modelling"
    FEEDBACK = "feedback"
    REHEARSAL = "rehearsal"
    PROMPTS = "prompts"
    ACTION_PLANNING = "action_planning"
    SELF_MONITORING = "self_monitoring"
    REPETITION_IN_CONTEXT = "repetition_in_context"


MECHANISMS_OF: Final[Mapping[Block, tuple[Mechanism, ...]]] = {
    Block.BUILD_KNOWLEDGE: (Mechanism.COGNITIVE_LOAD, Mechanism.REVISITING),
    Block.MOTIVATE: (Mechanism.GOALS, Mechanism.CREDIBLE_SOURCE, Mechanism.AFFIRMATION),
    Block.DEVELOP_TECHNIQUES: (
        Mechanism.INSTRUCTION,
        Mechanism.SOCIAL_SUPPORT,
        Mechanism.MODELLING,
        Mechanism.FEEDBACK,
        Mechanism.REHEARSAL,
    ),
    Block.EMBED_PRACTICE: (
        Mechanism.PROMPTS,
        Mechanism.ACTION_PLANNING,
        Mechanism.SELF_MONITORING,
        Mechanism.REPETITION_IN_CONTEXT,
    ),
}

BLOCK_OF: Final[Mapping[Mechanism, Block]] = {
    mechanism: block for block, mechanisms in MECHANISMS_OF.items() for mechanism in mechanisms
}

BLOCK_LABELS: Final[Mapping[Block, str]] = {
    Block.BUILD_KNOWLEDGE: N_("Build knowledge"),
    Block.MOTIVATE: N_("Motivate"),
    Block.DEVELOP_TECHNIQUES: N_("Develop techniques"),
    Block.EMBED_PRACTICE: N_("Embed practice"),
}

LABELS: Final[Mapping[Mechanism, str]] = {
    Mechanism.COGNITIVE_LOAD: N_("Managing cognitive load"),
    Mechanism.REVISITING: N_("Revisiting prior learning"),
    Mechanism.GOALS: N_("Setting and agreeing on goals"),
    Mechanism.CREDIBLE_SOURCE: N_("Presenting information from a credible source"),
    Mechanism.AFFIRMATION: N_("Affirmation and reinforcement after progress"),
    Mechanism.INSTRUCTION: N_("Instruction"),
    Mechanism.SOCIAL_SUPPORT: N_("Practical social support"),
    Mechanism.MODELLING: N_("Modelling"),
    Mechanism.FEEDBACK: N_("Monitoring and feedback"),
    Mechanism.REHEARSAL: N_("Rehearsal"),
    Mechanism.PROMPTS: N_("Prompts and cues"),
    Mechanism.ACTION_PLANNING: N_("Action planning"),
    Mechanism.SELF_MONITORING: N_("Monitoring by oneself"),
    Mechanism.REPETITION_IN_CONTEXT: N_("Context-specific repetition"),
}


def missing_blocks(chosen: Iterable[Mechanism]) -> tuple[Block, ...]:
    """The blocks no chosen mechanism belongs to, in order."""
    covered = {BLOCK_OF[mechanism] for mechanism in chosen}
    return tuple(block for block in Block if block not in covered)


def balanced(chosen: Iterable[Mechanism]) -> bool:
    """Whether each of the four blocks has at least one."""
    return not missing_blocks(chosen)
