"""What a stranger's file or link costs: a sentence in the language of the one who sent it, and nothing else."""

import pytest

from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import OWNER, BotApi, buttons
from tests.corpus.files import SENTENCE, pdf, printed
from tests.corpus.hostile import CORPUS

GERMAN = {
    "a scanned PDF": "Das PDF enthält Bilder von Seiten und keinen Text: Es braucht zuerst eine Texterkennung (OCR).",
    "a bomb in a document": "Das Word-Dokument wird entpackt viel größer, als es scheint: Ich öffne es nicht.",
    "a program": "Ich lese Dateien mit den Endungen .txt, .md, .html, .htm, .pdf, .docx, .epub, nicht .exe.",
}


@pytest.mark.parametrize(("kind", "sentence"), GERMAN.items(), ids=GERMAN)
async def test_a_hostile_file(talk: Talk, api: BotApi, library: Library, kind: str, sentence: str) -> None:
    """Is refused in the language of the one who sent it, and the next file is read."""
    library.people.set(OWNER["id"], language="de")
    file = CORPUS[kind]
    (refusal,) = await talk.take(api.attach(file.name, file.make()))
    assert sentence == refusal["text"]
    (preview,) = await talk.take(api.attach("a.pdf", pdf([printed((SENTENCE,), (SENTENCE,))])))
    assert "Veröffentlichen" in buttons(preview)
    assert 1 == len(library.articles())


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("http://127.0.0.1/news", "The link leads to an address that is not public."),
        ("http://169.254.169.254/latest/meta-data/", "The link leads to an address that is not public."),
        ("http://10.0.0.1:8080/", "The link leads to an address that is not public."),
    ],
)
async def test_a_link_that_leads_inside(talk: Talk, library: Library, link: str, sentence: str) -> None:
    """Is not opened."""
    (refusal,) = await talk.write(link, by=OWNER)
    assert sentence == refusal["text"]
    assert 1 == len(library.articles())
