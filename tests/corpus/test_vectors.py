"""Word vectors say which words mean nearly the same, cheaply, and a bad folder is told in a sentence."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import VectorsUnreadable
from corpus.vectors import NO_ROW, OFF, WordVectors, word_vectors

Table = dict[str, list[float]]


@pytest.fixture(name="english", scope="module")
def _english() -> WordVectors:
    table = word_vectors("en")
    assert table is not None
    return table


def _write(folder: Path, words: Table, *, kind: str = "F32", language: str | None = None) -> Path:
    """A folder as model2vec writes it."""
    rows = np.array(list(words.values()), {"F32": "<f4", "F16": "<f2"}[kind])
    header = json.dumps({"embeddings": {"dtype": kind, "shape": rows.shape, "data_offsets": [0, rows.nbytes]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + rows.tobytes())
    vocabulary = {word: number for number, word in enumerate(words)}
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"language": language} if language else {}), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("term", "near"), [("armi", "soldier"), ("wage", "salari"), ("ferri", "boat")])
def test_neighbours_mean_nearly_the_same(english: WordVectors, term: str, near: str) -> None:
    """Among the nearest terms of a word are those that a person would name."""
    assert near in [neighbour.term for neighbour in english.neighbours(term)[:8]]


def test_neighbours_come_nearest_first_and_without_the_word_itself(english: WordVectors) -> None:
    """The order is that of the cosines, and no word is its own neighbour."""
    found = english.neighbours("fight")
    assert sorted((neighbour.cosine for neighbour in found), reverse=True) == [neighbour.cosine for neighbour in found]
    assert "fight" not in [neighbour.term for neighbour in found]


def test_the_sketch_finds_what_a_full_comparison_finds(english: WordVectors) -> None:
    """The short list by the first components loses at most one of the ten nearest."""
    terms = list(english._rows)
    units = english.units(english.rows(terms))
    for term in ("armi", "bridg", "elect", "price"):
        cosines = units @ units[terms.index(term)]
        nearest = {terms[at] for at in np.argsort(-cosines)[1:11] if cosines[at] >= 0.35}
        assert len(nearest - {neighbour.term for neighbour in english.neighbours(term)}) <= 1


def test_a_name_that_the_table_lacks_has_no_meaning(english: WordVectors) -> None:
    """Its row is NO_ROW, its vector zero, and it has no neighbours."""
    rows = english.rows(["stanovaya", "armi"])
    units = english.units(rows)
    assert (NO_ROW, True) == (int(rows[0]), rows[1] >= 0)
    assert [0.0, 1.0] == [round(float(length), 3) for length in np.linalg.norm(units, axis=1)]
    assert () == english.neighbours("stanovaya")


def test_another_language_has_no_vectors() -> None:
    """The table that ships is English: German words are not compared with its rows."""
    assert word_vectors("de") is None


def test_vectors_can_be_off() -> None:
    """`off` means no vectors, and reads nothing."""
    assert word_vectors("en", OFF) is None


@pytest.mark.parametrize("kind", ["F32", "F16"])
def test_another_table_may_be_named(tmp_path: Path, kind: str) -> None:
    """A folder that model2vec wrote is read for any language; of the words with one stem the first counts."""
    table = word_vectors("en", str(_write(tmp_path, {"boats": [1, 0], "ships": [0.9, 0.1], "boat": [0, 1]}, kind=kind)))
    assert table is not None
    assert [("ship", 0.99)] == [(near.term, round(near.cosine, 2)) for near in table.neighbours("boat")]


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (["the", "##ing", "ferry", "[UNK]"], {"the", "ferri"}),
        (["▁the", "ing", "▁ferry", "<s>"], {"the", "ferri"}),
        (["Ġthe", "ing", "Ġferry", "!"], {"the", "ferri"}),
    ],
)
def test_only_whole_words_are_read(tmp_path: Path, tokens: list[str], words: set[str]) -> None:
    """Pieces of words, whatever marks them, and special tokens get no row."""
    table = word_vectors("en", str(_write(tmp_path, {token: [1.0, float(at)] for at, token in enumerate(tokens)})))
    assert table is not None
    assert words == set(table._rows)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 40, None])
def test_a_folder_that_holds_no_table_is_told_in_a_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    """Missing, empty or damaged files raise one error, fit for a person, without the path."""
    _write(tmp_path, {"boat": [1.0, 0.0]})
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    if (name, content) == ("config.json", b"{}"):
        assert word_vectors("en", str(tmp_path)) is not None
        return
    with pytest.raises(VectorsUnreadable) as raised:
        word_vectors("en", str(tmp_path))
    assert str(tmp_path) not in str(raised.value)
