"""Stands before PostgreSQL's Unix socket and loses connections at the worst moments."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import Final

SOCKET: Final = ".s.PGSQL.5432"
CHUNK: Final = 1 << 20


class Fault(Enum):
    """What happens to the next request."""

    NONE = auto()
    DROP_REQUEST = auto()
    """The server never sees it."""
    DROP_ANSWER = auto()
    """The server commits, the answer is lost."""
    DELIVER_LATE = auto()
    """The connection is lost at once, and the server sees the request later."""


class Proxy:
    """One fault at a time, for whichever connection sends next."""

    def __init__(self, behind: Path, folder: Path) -> None:
        self.folder = folder
        self.fault = Fault.NONE
        self.harmless = 0
        """Requests that pass before the fault."""
        self.down = False
        self.lateness = 0.3
        """Seconds until a late request reaches the server."""
        self.late: list[asyncio.Task[None]] = []
        self._behind = behind

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection."""
        if self.down:
            writer.close()
            return
        server_reader, server_writer = await asyncio.open_unix_connection(self._behind / SOCKET)
        back = asyncio.create_task(self._pump(server_reader, writer))
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                fault = self._next_fault()
                if fault in {Fault.DROP_ANSWER, Fault.DELIVER_LATE}:
                    back.cancel()
                    await asyncio.wait([back])
                match fault:
                    case Fault.NONE:
                        server_writer.write(data)
                    case Fault.DROP_REQUEST:
                        break
                    case Fault.DROP_ANSWER:
                        server_writer.write(data)
                        await server_reader.read(CHUNK)
                        break
                    case Fault.DELIVER_LATE:
                        self.late.append(asyncio.create_task(self._deliver_late(data, server_reader, server_writer)))
                        writer.close()
                        return
        writer.close()
        server_writer.close()

    def _next_fault(self) -> Fault:
        if self.harmless:
            self.harmless -= 1
            return Fault.NONE
        fault, self.fault = self.fault, Fault.NONE
        return fault

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                writer.write(data)
        writer.close()

    async def _deliver_late(self, data: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.lateness)
        writer.write(data)
        await reader.read(CHUNK)
        writer.close()


@asynccontextmanager
async def proxied(behind: Path) -> AsyncIterator[Proxy]:
    """A proxy before the server whose socket lies in `behind`."""
    with tempfile.TemporaryDirectory(prefix="proxy-") as folder:
        proxy = Proxy(behind, Path(folder))
        server = await asyncio.start_unix_server(proxy.serve, Path(folder) / SOCKET)
        try:
            yield proxy
        finally:
            await asyncio.gather(*proxy.late)
            server.close()
