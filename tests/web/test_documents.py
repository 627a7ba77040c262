"""Documents: files and links, stored sealed beside the log, given back as they were and never as a page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text as statement
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.initiative.documents import LARGEST
from events.files import CHUNK, Files, Place
from events.sealing import TamperedError
from styrkedjan.embedded.postgres import SUPERUSER, Cluster
from tests.web.schools import Api, School, needs_plan
from tests.web.uploads import FILES, PDF, PNG, WRONG
from web.documents import file_name

NAME = "Åsö – läsårets plan.pdf"


@pytest.fixture
async def initiative(api: Api, here: School) -> str:
    return await api.started(here)


class Sender:
    """Somebody with files."""

    def __init__(self, api: Api, here: School, initiative: str) -> None:
        self.api, self.here, self.path = api, here, f"/v1/initiatives/{initiative}"

    async def upload(self, content: Any, who: str = "principal") -> Any:
        return await self.api.client.post(f"{self.path}/files", content=content, headers=self.api.token(self.here, who))

    async def attach(self, name: str, content: Any, who: str = "principal", **more: Any) -> Any:
        uploaded = await self.upload(content, who)
        if uploaded.status_code != 201:
            return uploaded
        body = {"name": name, "file": uploaded.json()["file"], **more}
        return await self.api.post(self.here, who, f"{self.path}/documents", body)

    async def attached(self, who: str = "principal") -> Any:
        return (await self.api.get(self.here, who, f"{self.path}/documents")).json()

    async def fetch(self, document: str, who: str = "principal") -> Any:
        return await self.api.get(self.here, who, f"{self.path}/documents/{document}")


@pytest.fixture
def sender(api: Api, here: School, initiative: str) -> Sender:
    return Sender(api, here, initiative)


@pytest.mark.parametrize("name", FILES)
async def test_what_may_be_attached_comes_back_as_it_was(sender: Sender, name: str) -> None:
    done = await sender.attach(name, FILES[name])
    assert done.json()["events"] == ["document_attached"], done.text
    (held,) = await sender.attached()
    assert (held["name"], held["size"]) == (name, len(FILES[name]))
    fetched = await sender.fetch(held["document"])
    assert fetched.content == FILES[name]


@pytest.mark.parametrize("name", WRONG)
async def test_what_may_not_is_one_sentence(sender: Sender, name: str) -> None:
    said = await sender.attach(name, WRONG[name])
    assert said.status_code == 422
    assert said.json()["code"] in ("file_type", "file_ending")
    assert await sender.attached() == []


async def test_a_file_is_never_shown_in_a_page(sender: Sender) -> None:
    await sender.attach(NAME, PDF)
    (held,) = await sender.attached()
    headers = (await sender.fetch(held["document"])).headers
    assert headers["content-disposition"].startswith('attachment; filename="_s_ _ l_s_rets plan.pdf"; filename*=UTF-8')
    assert quote(NAME, safe="") in headers["content-disposition"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
async def test_every_size_comes_back_whole(sender: Sender, size: int) -> None:
    content = (b"%PDF-" + bytes(range(256)) * (size // 256 + 1))[:size] if size > 5 else b"x"
    await sender.attach("a.pdf" if size > 5 else "a.txt", content)
    (held,) = await sender.attached()
    assert (await sender.fetch(held["document"])).content == content


async def test_too_much_or_nothing_at_all_is_refused_and_leaves_nothing(sender: Sender, engine: AsyncEngine) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // CHUNK + 2):
            yield b"%PDF-" + b"x" * CHUNK

    assert (await sender.upload(endless())).json()["code"] == "file_too_large"
    assert (await sender.upload(b"")).json()["code"] == "file_empty"
    async with engine.connect() as connection:
        assert (await connection.execute(statement("SELECT count(*) FROM file_chunks"))).scalar() == 0


async def test_a_name_is_a_name(sender: Sender) -> None:
    for name in ("../hemlig.pdf", "c:\\plan.pdf", ".pdf", "a\x00.pdf", "a\u202efdp.pdf", "", " ", "å" * 200 + ".pdf"):
        said = await sender.attach(name, PDF)
        assert said.json()["code"] in ("name_wrong", "name_path"), name
    assert file_name(" A\u030aso\u0308.pdf ") == "Åsö.pdf"


async def test_two_at_once_and_the_same_twice_are_two_documents(sender: Sender) -> None:
    await asyncio.gather(*(sender.attach("skiss.png", PNG) for _ in range(3)))
    held = await sender.attached()
    assert len({each["digest"] for each in held}) == 3, "equal contents cannot be told by their digests"
    assert [(await sender.fetch(each["document"])).content for each in held] == [PNG] * 3


async def test_attaching_is_repeated_by_its_key(sender: Sender) -> None:
    file = (await sender.upload(PDF)).json()["file"]
    body = {"name": NAME, "file": file}
    path = f"{sender.path}/documents"
    first = await sender.api.post(sender.here, "principal", path, body, Idempotency_Key="a")
    assert (await sender.api.post(sender.here, "principal", path, body, Idempotency_Key="a")).json() == first.json()
    assert (await sender.api.post(sender.here, "principal", path, body)).json()["events"] == []
    assert len(await sender.attached()) == 1


async def test_links_and_tasks(sender: Sender, initiative: str) -> None:
    task = await sender.api.task(sender.here, initiative, "needs_workshop")
    path = f"{sender.path}/documents"
    link = {"link": "https://exempel.se/å?b=1", "name": "Underlag", "task": task}
    done = await sender.api.post(sender.here, "facilitator", path, link, Idempotency_Key="x")
    assert done.status_code == 201
    assert (await sender.api.post(sender.here, "facilitator", path, link, Idempotency_Key="x")).json() == done.json()
    for wrong in ("javascript:alert(1)", "https://a\tb", "ftp://a", "https://" + "a" * 2000):
        said = await sender.api.post(sender.here, "facilitator", path, {"link": wrong, "name": "x"})
        assert said.json()["code"] == "link_wrong"
    for body in ({"name": "x"}, {"name": "x", "link": "https://a", "file": str(uuid4())}):
        assert (await sender.api.post(sender.here, "principal", path, body)).json()["code"] == "file_or_link"
    of_task = await sender.api.get(sender.here, "principal", f"{path}?task={task}")
    (held,) = of_task.json()
    assert (held["link"], held["name"], held["size"]) == ("https://exempel.se/å?b=1", "Underlag", None)
    assert (await sender.fetch(held["document"])).json()["code"] == "file_unknown"


async def test_done_already_by_a_document_which_then_stays(sender: Sender, initiative: str) -> None:
    await sender.attach(NAME, PDF)
    (held,) = await sender.attached()
    task = await sender.api.task(sender.here, initiative, "needs_workshop")
    complete = f"/v1/tasks/{task}/complete"
    body = {"manner": "already_done", "form": needs_plan(sender.here), "document": str(uuid4())}
    assert (await sender.api.post(sender.here, "principal", complete, body)).json()["code"] == "document_unknown"
    await sender.api.post(sender.here, "principal", complete, {"form": needs_plan(sender.here)})
    record = {
        "kind": "needs_record",
        "perspectives": ["teacher", "special_educator", "school_leader"],
        "problems": [{"number": 1, "statement": "a", "for_whom": "b", "how_noticed": "c"}],
        "needs": [{"need": "d", "problem": 1, "priority": 1}],
    }
    done = await sender.api.post(
        sender.here, "principal", complete, {**body, "form": record, "document": held["document"]}
    )
    assert "task_completed" in done.json()["events"], done.text
    detach = f"{sender.path}/documents/{held['document']}/detach"
    assert (await sender.api.post(sender.here, "principal", detach)).json()["code"] == "document_answers"


async def test_detached_it_is_no_longer_shown_and_still_on_record(sender: Sender) -> None:
    await sender.attach(NAME, PDF, "facilitator")
    (held,) = await sender.attached()
    detach = f"{sender.path}/documents/{held['document']}/detach"
    assert (await sender.api.post(sender.here, "auditor", detach)).json()["code"] == "detach_not_yours"
    assert (await sender.api.post(sender.here, "facilitator", detach)).json()["events"] == ["document_detached"]
    assert (await sender.api.post(sender.here, "staff", detach)).json()["events"] == []
    assert await sender.attached() == []
    assert (await sender.fetch(held["document"], "auditor")).content == PDF


async def test_nobody_elses_file_is_attached_or_read(
    here: School, elsewhere: School, initiative: str, sender: Sender
) -> None:
    both = Api(here, elsewhere)
    theirs = await both.started(elsewhere)
    file = (await sender.upload(PDF)).json()["file"]
    path = f"/v1/initiatives/{theirs}/documents"
    taken = await both.post(elsewhere, "principal", path, {"name": NAME, "file": file})
    assert taken.json()["code"] == "file_unknown"
    other = await both.started(here, title="En annan", other_live=[initiative], other_live_reason="Båda behövs")
    moved = await both.post(here, "principal", f"/v1/initiatives/{other}/documents", {"name": NAME, "file": file})
    assert moved.json()["code"] == "file_unknown"
    stranger = await both.client.post(f"{sender.path}/files", content=PDF, headers=both.token(elsewhere, "principal"))
    assert stranger.json()["code"] == "initiative_unknown"
    assert (await sender.upload(PDF, "colleague")).json()["code"] == "not_readable"
    assert (await both.client.post(f"{sender.path}/files", content=PDF)).status_code == 401
    await both.client.aclose()


async def test_a_destroyed_key_erases_the_files_too(sender: Sender, here: School, initiative: str) -> None:
    await sender.attach(NAME, PDF)
    (held,) = await sender.attached()
    await here.house.keys.destroy(here.house.organiser, f"initiative:{initiative}", here.house.clock.now())
    gone = await sender.fetch(held["document"])
    assert (gone.status_code, gone.json()["code"], gone.json()["title"]) == (
        409,
        "document_erased",
        "Dokumentet är raderat.",
    )
    assert (await sender.attached())[0]["name"] == "[erased]"
    assert (await sender.upload(PDF)).json()["code"] == "document_erased"


async def test_what_is_stored_is_sealed_and_bound_to_its_place(
    sender: Sender, here: School, initiative: str, cluster: Cluster, database_name: str
) -> None:
    content = b"%PDF-" + b"hemligt " * (CHUNK // 4)
    await sender.attach(NAME, content)
    (held,) = await sender.attached()
    connection = await asyncpg.connect(cluster.dsn(database_name, SUPERUSER))
    stored = await connection.fetch("SELECT n, sealed FROM file_chunks ORDER BY n")
    assert len(stored) == 3
    assert not any(b"hemligt" in row["sealed"] for row in stored)
    place = Place(here.house.organiser, f"initiative:{initiative}")
    whole = await here.desk.files.find(place, UUID(held["document"]))
    assert whole is not None
    for tampering in (
        "UPDATE file_chunks SET n = CASE n WHEN 0 THEN 1 WHEN 1 THEN 0 ELSE n END",
        "DELETE FROM file_chunks WHERE n = 2",
    ):
        async with connection.transaction():
            await connection.execute("ALTER TABLE file_chunks DROP CONSTRAINT IF EXISTS pk_file_chunks")
            await connection.execute(tampering)
        with pytest.raises(TamperedError):
            [part async for part in here.desk.files.read(place, whole)]
    await connection.close()


async def test_what_no_event_names_is_swept_after_a_day(sender: Sender, here: School, engine: AsyncEngine) -> None:
    await sender.attach(NAME, PDF)
    left = (await sender.upload(PNG)).json()["file"]

    async def cut_off() -> AsyncIterator[bytes]:
        yield PDF + b"x" * 2 * CHUNK
        raise ConnectionError

    files: Files = here.desk.files
    place = Place(here.house.organiser, sender.path.replace("/v1/initiatives/", "initiative:"))
    with pytest.raises(ConnectionError):
        await files.store(place, cut_off())
    assert await files.sweep(here.house.ledger) == 0, "not before a day has gone"
    assert await files.sweep(here.house.ledger, seconds=0) == 2
    async with engine.connect() as connection:
        kept = (await connection.execute(statement("SELECT kept FROM files"))).scalars().all()
    assert kept == [True]
    assert await files.sweep(here.house.ledger, seconds=0) == 0
    gone = await sender.api.post(sender.here, "principal", f"{sender.path}/documents", {"name": "a.png", "file": left})
    assert gone.json()["code"] == "file_unknown"
    (held,) = await sender.attached()
    assert (await sender.fetch(held["document"])).content == PDF


async def test_names_and_contents_are_nowhere_in_the_log(
    sender: Sender, caplog: pytest.LogCaptureFixture, cluster: Cluster, database_name: str
) -> None:
    await sender.attach("Planterad Personsson.txt", b"Planterad Personsson")
    connection = await asyncpg.connect(cluster.dsn(database_name, SUPERUSER))
    for table in ("events", "commands", "files", "file_chunks"):
        for row in await connection.fetch(f"TABLE {table}"):
            assert not any(b"Planterad" in (v if isinstance(v, bytes) else str(v).encode()) for v in row.values())
    await connection.close()
    assert "Planterad" not in caplog.text


async def test_an_upload_that_is_cut_off_is_no_fault_and_leaves_no_file(sender: Sender, engine: AsyncEngine) -> None:
    parts = iter([{"type": "http.request", "body": PDF, "more_body": True}, {"type": "http.disconnect"}])
    said: list[Any] = []

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        said.append(message)

    token = sender.api.token(sender.here, "principal")["Authorization"].encode()
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{sender.path}/files",
        "query_string": b"",
        "headers": [(b"authorization", token)],
        "root_path": "",
    }
    await sender.api.app(scope, receive, send)
    assert said[0]["status"] == 400
    async with engine.connect() as connection:
        assert (
            await connection.execute(statement("SELECT count(*) FROM files WHERE digest IS NOT NULL"))
        ).scalar() == 0
