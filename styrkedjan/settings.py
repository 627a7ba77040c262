"""What an installation can be told, all of it by environment variables `STYRKEDJAN_*` (docs/settings.md).

Secrets come from here and from nowhere else, and are never shown: `SecretStr` prints as asterisks.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from styrkedjan.translation import Language

PREFIX: Final = "STYRKEDJAN_"


def default_data() -> Path:
    """Root's installation is the machine's, anybody else's their own; never in the checkout."""
    return Path("/var/lib/styrkedjan") if os.geteuid() == 0 else Path.home() / ".local/share/styrkedjan"


def absolute(path: Path) -> Path:
    return path.expanduser().absolute()


Place = Annotated[Path, AfterValidator(absolute)]


class Settings(BaseSettings):
    """Read once, in a composition root. Without servers named, everything is embedded."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    data: Place = Field(
        default_factory=default_data,
        description="Folder of the embedded servers, their logs and the master key.",
    )
    language: Language = Field(
        default="sv",
        description="Language of the command line, and of the API where the caller names none.",
    )
    database: SecretStr | None = Field(
        default=None,
        description="PostgreSQL of production, as the application role: `postgresql://user:password@host/database`. "
        "Unset: the embedded one.",
    )
    database_owner: SecretStr | None = Field(
        default=None,
        description="The same database as its owner, for `migrate`, `backup`, `restore` and `rebuild`.",
    )
    temporal: str | None = Field(
        default=None,
        description="Temporal of production, `host:port`. Unset: the embedded one.",
    )
    temporal_namespace: str = Field(default="styrkedjan", description="Temporal namespace.")
    temporal_tls: bool = Field(default=False, description="Speak TLS with Temporal (Temporal Cloud asks for it).")
    temporal_api_key: SecretStr | None = Field(default=None, description="API key for Temporal Cloud.")
    temporal_port: int = Field(default=7233, description="Port of the embedded Temporal, on loopback.")
    temporal_ui_port: int = Field(default=8233, description="Port of the embedded Temporal's pages, on loopback.")
    master_key_file: Place | None = Field(
        default=None,
        description="File with the master key: 32 random bytes, mode 600. Unset: `master.key` in the data folder. "
        "Losing it loses every text.",
    )
    host: str = Field(default="127.0.0.1", description="Address the API listens on.")
    port: int = Field(default=8700, description="Port the API listens on; its metrics are at `/metrics`.")
    public_address: str | None = Field(
        default=None,
        description="Where people reach this installation, as `https://styrkedjan.example.org`: printed on the slips "
        "with participants' codes. Unset: host and port.",
    )
    metrics_port: int = Field(default=8701, description="Port of the worker's metrics, at `/metrics`.")
    temporal_metrics_port: int = Field(
        default=8702,
        description="Port of the Temporal SDK's own metrics in the worker, at `/metrics`.",
    )
    api_token: SecretStr | None = Field(
        default=None,
        description="Bearer token of the API, until sign-in exists. Unset: the API answers no one "
        "(embedded: made at first start, kept in `api-token` in the data folder).",
    )
    api_organiser: UUID | None = Field(
        default=None, description="The organiser of the token's bearer, and of whoever acts at the command line."
    )
    api_person: UUID | None = Field(
        default=None, description="The person the token stands for, and who acts at the command line."
    )
    workflow_cache: int = Field(
        default=50,
        ge=1,
        description="Workflows a worker keeps in memory, about 0.2 MB each; 10 cost twice the CPU per wake.",
    )
    log_format: Literal["lines", "json"] = Field(default="lines", description="Log lines for people, or JSON.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level logged.")

    @model_validator(mode="after")
    def _servers_together(self) -> Self:
        if (self.database is None) != (self.temporal is None):
            raise ValueError(f"Set both {PREFIX}DATABASE and {PREFIX}TEMPORAL, or neither for the embedded servers.")
        return self

    @property
    def embedded(self) -> bool:
        """Whether this is the installation that `styrkedjan up` starts."""
        return self.database is None

    @cached_property
    def key_file(self) -> Path:
        """Where the master key lies."""
        return self.master_key_file or self.data / "master.key"
