"""Small files of every kind that may be attached, and of some that may not."""

import io
import zipfile
from collections.abc import Mapping

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20


def zipped(entries: Mapping[str, str]) -> bytes:
    """A zip with these entries, in order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return made.getvalue()


def office(entry: str, **more: str) -> bytes:
    return zipped({"[Content_Types].xml": "<x/>", entry: "<x/>", **more})


def opened(kind: str, text: str = "<x/>") -> bytes:
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": text})


FILES: Mapping[str, bytes] = {
    "plan.pdf": PDF,
    "skiss.png": PNG,
    "foto.jpeg": b"\xff\xd8\xff\xe0" + bytes(range(256)),
    "foto.JPG": b"\xff\xd8\xff\xe0" + bytes(range(256)),
    "protokoll.docx": office("word/document.xml"),
    "enkät.xlsx": office("xl/workbook.xml"),
    "möte.pptx": office("ppt/presentation.xml"),
    "text.odt": opened("text"),
    "siffror.ods": opened("spreadsheet"),
    "bilder.odp": opened("presentation"),
    "anteckning.txt": "Vi möttes på Åsö.\r\n".encode(),
    "svar.csv": "fråga;svar\nhur?;så\n".encode("cp1252"),
}
WRONG: Mapping[str, bytes] = {
    "sida.html": b"<html><script>1</script></html>",
    "bild.svg": b"<svg/>",
    "plan.pdf": b"<html>",
    "plan.png": PDF,
    "program.exe": b"MZ\x00\x01",
    "text.txt": b"MZ\x00\x01",
    "makro.docx": office("word/document.xml", **{"word/vbaProject.bin": "x"}),
    "arkiv.docx": zipped({"a.txt": "x"}),
    "mall.odt": opened("text-template"),
    "utan": b"text",
    "plan.docx": opened("text"),
}
