"""docs/settings.md, made from the settings themselves."""

from typing import Any, Final

from pydantic.fields import FieldInfo

from styrkedjan.settings import PREFIX, Settings

HEAD: Final = """# Settings

Every setting is an environment variable. Without `STYRKEDJAN_DATABASE` and `STYRKEDJAN_TEMPORAL` the servers are the
embedded ones that `styrkedjan up` starts; an empty variable counts as unset. Secrets come from here and nowhere else,
and are never shown. This page is made from `styrkedjan/settings.py` by `make docs`.

| variable | default | what it says |
| --- | --- | --- |
"""
DEFAULTS: Final = {"data": "`~/.local/share/styrkedjan`; as root `/var/lib/styrkedjan`"}


def settings_page() -> str:
    return HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    default = DEFAULTS.get(name) or _shown(field.default)
    return f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |\n"


def _shown(default: Any) -> str:
    match default:
        case None:
            return "unset"
        case bool():
            return f"`{str(default).lower()}`"
        case _:
            return f"`{default}`"
