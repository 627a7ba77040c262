"""Debian's Chromium, as somebody with a telephone or a computer uses it, against the application on a port."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
import uvicorn
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from styrkedjan.doctor import CHROMIUM

ARGUMENTS: Final = (
    "--no-sandbox",  # as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: Final = ViewportSize(width=320, height=640)
"""As narrow as WCAG 2.1 asks for (1.4.10)."""
COMPUTER: Final = ViewportSize(width=1280, height=800)
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser with a profile of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visiting(
    browser: Browser, language: str, size: ViewportSize, *, scripts: bool = False
) -> AsyncIterator[BrowserContext]:
    """Somebody who reads this language, without cookies from before; scripts are off as in the strictest browser."""
    context = await browser.new_context(locale=language, viewport=size, java_script_enabled=scripts)
    try:
        yield context
    finally:
        await context.close()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application on a free port; its address. Who comes before it is ready waits in the socket's queue."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def answers_away(owner: str) -> AsyncIterator[None]:
    """The application can reach nothing of what is answered by code."""
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute("REVOKE USAGE ON SCHEMA answering FROM styrkedjan_app")
        yield
    finally:
        await connection.execute("GRANT USAGE ON SCHEMA answering TO styrkedjan_app")
        await connection.close()


async def faults_of(page: Page) -> list[str]:
    """What somebody who cannot see well, or has a small telephone, would stumble over."""
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    found: Any = (await Axe().run(page, options=options)).response["violations"]
    said = [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]
    wide, seen = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return said if wide <= seen else [*said, f"{wide} px wide where {seen} are seen"]
