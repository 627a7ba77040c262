"""Pages: rendered here, without scripts or cookies, each with a context of its own type (`page`)."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = (TEMPLATES / "style.css").read_text("utf-8")


def headers_for(style: str) -> dict[str, str]:
    """What a page with this style tells a browser: nothing is fetched from elsewhere, no script runs."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }


HEADERS: Final = headers_for(STYLE)
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


OTHERS: Final = {"sv": ("en", "In English"), "en": ("sv", "På svenska")}
"""Each language's name in itself, for whoever reads that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page needs; `title` is its heading, and what the browser's tab says."""

    language: str
    title: str

    @property
    def other(self) -> str:
        """The language the page is not in."""
        return OTHERS[self.language][0]

    @property
    def other_name(self) -> str:
        """What that one is called in itself."""
        return OTHERS[self.language][1]


def render(template: str, page: Page) -> str:
    """A whole document."""
    return _ENVIRONMENT.get_template(template).render(page=page, style=Markup(STYLE))  # noqa: S704  # our own file


def respond(template: str, page: Page, status: int = 200, **headers: str) -> HTMLResponse:
    """A page as an answer: nothing is fetched from elsewhere, nothing of the address is passed on."""
    told = {**HEADERS, "Content-Language": page.language, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return HTMLResponse(render(template, page), status_code=status, headers=told)
