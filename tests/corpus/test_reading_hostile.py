"""Hostile files, each through a process of its own: one sentence each, and nothing else happens."""

import time
import unicodedata

import pytest

from corpus.errors import Unreadable
from corpus.reading import read
from tests.corpus.hostile import CORPUS, Hostile


@pytest.mark.parametrize("file", CORPUS.values(), ids=CORPUS)
def test_a_hostile_file_costs_a_sentence(file: Hostile) -> None:
    """Its own, and soon; or it is read like any other, and nothing of its tricks is left."""
    content, begun = file.make(), time.monotonic()
    if file.sentence is None:
        manuscript = read(file.name, content)
        assert "the keeper" in manuscript.text
        assert 0 < len(manuscript.title) <= 300 and manuscript.source is None
        assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in manuscript.title)
        assert not any(char in manuscript.text for char in "\u202d\u202e\0")
    else:
        with pytest.raises(Unreadable) as refusal:
            read(file.name, content)
        assert file.sentence == str(refusal.value)
    assert time.monotonic() - begun < 30


def test_there_are_many() -> None:
    """Of every format, and none twice."""
    assert len(CORPUS) >= 60
    assert {".txt", ".md", ".html", ".pdf", ".docx", ".epub"} <= {
        file.name[file.name.rfind(".") :] for file in CORPUS.values()
    }
