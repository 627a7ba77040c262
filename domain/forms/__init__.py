"""Every form a person fills in, typed; one module per part of the chain."""

from domain.forms.current_state import (
    Conditions,
    CurrentState,
    DecideOnConditions,
    Observation,
    SelfAssessment,
    StrengthenConditions,
)
from domain.forms.evaluation import CheckIn, Evaluation, EvaluationFacilitators, IndicatorAgain, TakeNewHold
from domain.forms.implementation import AnswerPause, ContinuationPlan, Protocol, ReadProtocol, RestoreRhythm
from domain.forms.needs import NeedsAndCurrentState, NeedsPlan, NeedsRecord
from domain.forms.plan import ApprovePlan, DevelopmentPlan, EffectChainForm
from domain.forms.start import StartDecision

Form = (
    StartDecision
    | NeedsPlan
    | NeedsRecord
    | NeedsAndCurrentState
    | CurrentState
    | Observation
    | SelfAssessment
    | Conditions
    | DecideOnConditions
    | StrengthenConditions
    | EffectChainForm
    | DevelopmentPlan
    | ApprovePlan
    | Protocol
    | ReadProtocol
    | RestoreRhythm
    | ContinuationPlan
    | AnswerPause
    | Evaluation
    | EvaluationFacilitators
    | IndicatorAgain
    | CheckIn
    | TakeNewHold
)

__all__ = [
    "AnswerPause",
    "ApprovePlan",
    "CheckIn",
    "Conditions",
    "ContinuationPlan",
    "CurrentState",
    "DecideOnConditions",
    "DevelopmentPlan",
    "EffectChainForm",
    "Evaluation",
    "EvaluationFacilitators",
    "Form",
    "IndicatorAgain",
    "NeedsAndCurrentState",
    "NeedsPlan",
    "NeedsRecord",
    "Observation",
    "Protocol",
    "ReadProtocol",
    "RestoreRhythm",
    "SelfAssessment",
    "StartDecision",
    "StrengthenConditions",
    "TakeNewHold",
]
