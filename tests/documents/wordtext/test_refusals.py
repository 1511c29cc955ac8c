"""Files that are no Word text, or are built to harm: one clear sentence, and nothing read."""

import io
import zipfile

import pytest
from samples import whole
from word_edits import file_of, parts_of, with_part

from maillon.documents.archive import pack
from maillon.documents.contract.markup import Run
from maillon.documents.wordtext import package
from maillon.documents.wordtext.reading import read
from maillon.documents.wordtext.received import received
from maillon.rules.problem import InputError

BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
DTD = '<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(scope="module")
def data() -> bytes:
    return file_of(whole())


def _refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(data, name="essai.docx")
    return str(caught.value)


@pytest.mark.parametrize(
    "given", [b"", b"bonjour", b"%PDF-1.7", b"PK\x03\x04abime", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"]
)
def test_what_is_no_word_file(given: bytes) -> None:
    assert "essai.docx" in _refused(given)


def test_another_office_file_is_named(data: bytes) -> None:
    parts = parts_of(data)
    assert "OpenDocument" in _refused(pack({"mimetype": b"application/vnd.oasis.opendocument.text", **parts}))
    del parts[BODY]
    assert "pas un fichier Word" in _refused(pack(parts))


def test_macros_and_templates_are_refused(data: bytes) -> None:
    main = "wordprocessingml.document.main+xml"
    types = "[Content_Types].xml"
    macro = with_part(
        data,
        types,
        lambda told: told.replace(f"openxmlformats-officedocument.{main}", "ms-word.document.macroEnabled.main+xml"),
    )
    assert "macros" in _refused(macro)
    assert "macros" in _refused(pack({**parts_of(data), "word/vbaProject.bin": b"x"}))
    assert "modèle" in _refused(
        with_part(data, types, lambda told: told.replace(main, "wordprocessingml.template.main+xml"))
    )


def _relation(kind: str, target: str) -> str:
    held = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="rId90" Type="{held}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://ailleurs.example/modele.dotm"),
        ("attachedTemplate", "file://serveur/partage/modele.dotx"),
        ("attachedTemplate", "\\\\serveur\\modele.dotx"),
        ("oleObject", "file:///C:/x.xls"),
        ("image", "http://ailleurs.example/suivi.png"),
        ("frame", "http://ailleurs.example/"),
    ],
)
def test_what_calls_for_something_outside_itself_is_refused(kind: str, target: str, data: bytes) -> None:
    added = with_part(data, RELATIONS, lambda told: told.replace("</Relationships>", _relation(kind, target)))
    assert "autre chose que lui-même" in _refused(added)


@pytest.mark.parametrize(
    ("kind", "target"),
    [("hyperlink", "https://ailleurs.example/"), ("attachedTemplate", "file:///C:\\Modeles\\Normal.dotm")],
)
def test_links_and_the_template_of_one_s_own_machine_are_let_through(kind: str, target: str, data: bytes) -> None:
    added = with_part(data, RELATIONS, lambda told: told.replace("</Relationships>", _relation(kind, target)))
    assert read(added, name="essai.docx").lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [BODY, "word/styles.xml", "docProps/custom.xml"])
def test_entities_are_refused_wherever_they_are(part: str, encoding: str, data: bytes) -> None:
    parts = parts_of(data)
    told = parts[part].decode().split("?>", 1)[1]
    parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{DTD}{told}'.encode(encoding)
    assert "entités" in _refused(pack(parts))


def test_an_encoding_that_hides_what_it_says_is_refused(data: bytes) -> None:
    parts = parts_of(data)
    parts[BODY] = f'<?xml version="1.0" encoding="utf-7"?>{DTD}<a/>'.encode("utf-7")
    assert _refused(pack(parts))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(data: bytes) -> None:
    parts = parts_of(data)
    parts["word/media/image1.png"] = b"\0" * 40_000_000
    assert "trop grand" in _refused(pack(parts))


def test_entries_that_overlap_are_refused(data: bytes) -> None:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        entries = archive.infolist()
        entries[2].header_offset = entries[1].header_offset
        archive.comment = b"x"
    assert _refused(stream.getvalue())


def test_a_file_that_is_too_large_is_refused_by_its_size_alone(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    assert "20 Mo" in _refused(b"PK" + bytes(package.MOST_BYTES))
    with pytest.raises(InputError, match="20 Mo"):
        received(b"PK" + bytes(package.MOST_BYTES), name="essai.docx")


def test_damaged_xml_is_said_so(data: bytes) -> None:
    assert "abîmée" in _refused(with_part(data, BODY, lambda told: told[:-40]))


def test_the_bounded_process_reads_the_same_and_says_the_same(data: bytes) -> None:
    here, there = read(data, name="essai.docx"), received(data, name="essai.docx")
    assert there == here
    assert isinstance(there.lines[0].runs[0], Run)
    with pytest.raises(InputError, match="pas un fichier Word"):
        received(b"bonjour", name="essai.docx")
