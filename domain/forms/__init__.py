"""Every form a person fills in, typed; one module per part of the chain."""

from domain.forms.current_state import (
    Conditions,
    CurrentState,
    DecideOnConditions,
    Observation,
    SelfAssessment,
    StrengthenConditions,
)
from domain.forms.evaluation import CheckIn, Evaluation, EvaluationFacilitators, IndicatorAgain, NotNow, TakeNewHold
from domain.forms.implementation import (
    AnalysisRound,
    AnswerPause,
    ContinuationPlan,
    Protocol,
    ReadProtocol,
    RestoreRhythm,
)
from domain.forms.needs import NeedsAndCurrentState, NeedsPlan, NeedsRecord
from domain.forms.parts import IndividualPreparation, PlanParts
from domain.forms.plan import ApprovePlan, DevelopmentPlan, EffectChainForm
from domain.forms.start import StartDecision
from domain.forms.turnover import NameSuccessor, OutgoingComment, Position, SupportEnds

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
    | PlanParts
    | IndividualPreparation
    | EffectChainForm
    | DevelopmentPlan
    | ApprovePlan
    | Protocol
    | ReadProtocol
    | AnalysisRound
    | RestoreRhythm
    | ContinuationPlan
    | AnswerPause
    | Evaluation
    | EvaluationFacilitators
    | IndicatorAgain
    | NotNow
    | CheckIn
    | TakeNewHold
    | OutgoingComment
    | Position
    | NameSuccessor
    | SupportEnds
)

__all__ = [
    "AnalysisRound",
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
    "IndividualPreparation",
    "NameSuccessor",
    "NeedsAndCurrentState",
    "NeedsPlan",
    "NeedsRecord",
    "NotNow",
    "Observation",
    "OutgoingComment",
    "PlanParts",
    "Position",
    "Protocol",
    "ReadProtocol",
    "RestoreRhythm",
    "SelfAssessment",
    "StartDecision",
    "StrengthenConditions",
    "SupportEnds",
    "TakeNewHold",
]
