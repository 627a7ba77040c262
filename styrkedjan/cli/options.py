"""Options and arguments that several commands have; their texts are translated when the command line is built."""

from pathlib import Path
from typing import Annotated

import typer

from domain.messages import N_

AsJson = Annotated[bool, typer.Option("--json", help=N_("Answer in JSON, for programs."))]
InitiativeId = Annotated[str, typer.Argument(metavar="INITIATIVE", help=N_("The beginning of the initiative's id."))]
TaskId = Annotated[str, typer.Argument(metavar="TASK", help=N_("The beginning of the task's id."))]
MeetingId = Annotated[str, typer.Argument(metavar="MEETING", help=N_("The beginning of the meeting's id."))]
PersonName = Annotated[str, typer.Argument(metavar="PERSON", help=N_("A person's name, or the beginning of their id."))]
Reason = Annotated[str, typer.Option("--reason", help=N_("Why."))]
FormFile = Annotated[Path | None, typer.Option("--form", help=N_("The filled-in file; - reads from standard input."))]
CorrectedFile = Annotated[Path, typer.Option("--form", help=N_("The corrected file; - reads from standard input."))]
OutFile = Annotated[Path | None, typer.Option("--out", "-o", help=N_("Write to this file instead of the terminal."))]
Day = Annotated[str, typer.Argument(metavar="DATE", help=N_("A date, as 2026-08-17."))]
