"""Where the functions of the database are written; apart, so that whoever needs only this loads no migrations."""

from pathlib import Path
from typing import Final

SQL: Final = Path(__file__).parent / "sql"
