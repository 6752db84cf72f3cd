"""The index finds passages by their words, and never trips over a small collection or a damaged file."""

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.articles import Revision
from corpus.index import Index, Key
from corpus.passages import Passage, split
from tests.corpus.conftest import MakeRevision

Make = Callable[..., Index]
WORDS = "army border crimea drone elect ferry gate harbour island jetty".split()


def _documents(*revisions: Revision) -> list[tuple[Key, Passage]]:
    return [(Key(each.article_id, each.number, p.number), p) for each in revisions for p in split(each)]


@pytest.fixture(name="make_index")
def _make_index(make_revision: MakeRevision) -> Make:
    """Makes an index in which each text is the one passage of an article."""

    def make_index(*texts: str, language: str = "en") -> Index:
        revisions = (make_revision(text, article_id=f"a{i}", language=language) for i, text in enumerate(texts))
        return Index.build(_documents(*revisions))

    return make_index


@pytest.mark.parametrize("holding", range(1, 5))
def test_a_word_counts_however_many_passages_hold_it(make_index: Make, holding: int) -> None:
    """A word in half, or in all, of the passages still finds them: rank_bm25 alone gives it nothing."""
    index = make_index(*["trump talks"] * holding, *["rain"] * (4 - holding))
    assert list(range(holding)) == index.search({"trump": 1.0}, 10)[0].tolist()


def test_a_passage_without_any_asked_word_is_never_found(make_index: Make) -> None:
    """A score comes from a shared word, from nothing else."""
    assert [] == make_index("trump talks", "putin").search({"zelenski": 1.0}, 10)[0].tolist()


@pytest.mark.parametrize("texts", [[], ["the"], ["the", "of"], ["…"]])
def test_an_empty_collection_finds_nothing(make_index: Make, texts: list[str]) -> None:
    """No passage, or none with a term: nothing found, not a division by zero."""
    index = make_index(*texts)
    assert [] == index.search({"trump": 1.0, "the": 1.0}, 10)[0].tolist()
    assert (len(texts), 0.0) == (len(index), index.mean_length)


def test_equal_passages_come_in_the_order_of_the_text(make_index: Make) -> None:
    """A hundred identical passages tie, and ties keep their order."""
    assert list(range(10)) == make_index(*["same words"] * 100).search({"word": 1.0}, 10)[0].tolist()


def test_a_passage_is_found_again_by_its_key(make_revision: MakeRevision) -> None:
    """Article, revision and number, by position."""
    revision = make_revision("\n\n".join(f"{word} " * 15 for word in WORDS), article_id="news", number=7)
    index = Index.build(_documents(revision))
    assert [Key("news", 7, i) for i in range(1, 11)] == [index.key(i) for i in range(10)]
    assert [5] == index.search({"ferri": 1.0}, 1)[0].tolist()


def test_the_tokens_of_a_passage_are_kept_in_order(make_index: Make) -> None:
    """Terms above 0, little words and forms below, 0 where a sentence ends; so phrases can be compared."""
    index = make_index("The harbour opened. It is the harbour!")
    numbers = index.tokens(0).tolist()
    assert [" the", "harbour", "open", " +ed", "", " it", " is", " the", "harbour", ""] == [
        *map(index.term_of, numbers)
    ]
    assert [-1, 1, 1, -1, 0, -1, -1, -1, 1, 0] == np.sign(numbers).tolist()
    assert [index.number("harbour"), index.number(" the")] == [numbers[1], numbers[0]]
    assert 3 == index.length(np.array([0])).tolist()[0] == index.mean_length
    assert (2, 1) == (len(dict(index.terms())), index.frequency("harbour"))
    assert max(map(abs, numbers)) < index.vocabulary_size


def test_information_can_be_asked_by_term_and_by_number(make_index: Make) -> None:
    """The same figure; 0 for what is no term."""
    index = make_index("the harbour", "the harbour gates", "rain")
    number = index.number("harbour")
    expected = [0.0, index.idf("harbour"), 0.0, 0.0]
    assert pytest.approx(expected) == index.idf_of(np.array([0, number, -1, 999])).tolist()
    assert index.idf("nowhere") > index.idf("rain") > index.idf("harbour") > 0
    assert "harbour" in index
    assert "nowhere" not in index
    assert index.number("nowhere") is index.number(" nowhere") is None


def test_the_languages_are_those_of_the_passages(make_revision: MakeRevision) -> None:
    """Of the revisions that are there now; each is stemmed in its own."""
    english = make_revision("the harbours", article_id="a")
    german = make_revision("die Häfen", article_id="b", language="de")
    index = Index.build(_documents(english, german))
    assert {"de", "en"} == index.languages
    assert {"en"} == index.replace({("b", 1)}, []).languages
    assert {"harbour", "haf"} == set(dict(index.terms()))


def test_replacing_a_revision_takes_its_passages_out_and_puts_others_in(make_revision: MakeRevision) -> None:
    """The earlier index still answers as it did; numbers of terms keep their meaning."""
    first, second = (
        make_revision(text, article_id="a", number=n) for n, text in [(1, "gates open"), (2, "gates shut")]
    )
    before = Index.build(_documents(make_revision("rain", article_id="b"), first))
    after = before.replace({("a", 1)}, _documents(second))
    assert ["b", "a"] == [after.key(i).article_id for i in range(2)]
    assert {("b", 1): 1, ("a", 2): 1} == dict.fromkeys(after.published, 1)
    assert [[1], []] == [each.search({"open": 1.0}, 5)[0].tolist() for each in (before, after)]
    assert [[], [1]] == [each.search({"shut": 1.0}, 5)[0].tolist() for each in (before, after)]
    assert before.number("gate") == after.number("gate") == after.merged().number("gate")
    assert before.vocabulary is after.merged().vocabulary


def _same(expected: Index, actual: Index | None) -> bool:
    assert actual is not None
    keys = [[index.key(i) for i in range(len(index))] for index in (expected, actual)]
    found = [[part.tolist() for part in index.search(dict.fromkeys(WORDS, 1.0), 50)] for index in (expected, actual)]
    tokens = [[[*map(index.term_of, index.tokens(i))] for i in range(len(index))] for index in (expected, actual)]
    return keys[0] == keys[1] and found[0] == found[1] and tokens[0] == tokens[1]


def test_a_kept_index_comes_back(make_index: Make, make_revision: MakeRevision, tmp_path: Path) -> None:
    """Merged or not, with what was published since, and it can be published into again."""
    index = make_index(*(f"The {word} and the gate." for word in WORDS))
    new = make_revision("The new gate of the army.", article_id="new")
    for each in (index, index.replace({("a3", 1)}, _documents(new)), make_index()):
        each.save(tmp_path / "kept", "f")
        loaded = Index.load(tmp_path / "kept", "f")
        assert loaded is not None
        assert _same(each, loaded)
        assert each.published == loaded.published
        assert dict(each.terms()) == dict(loaded.terms())
        newest = make_revision("The newest army.", article_id="newest")
        assert _same(each.replace({("a1", 1)}, _documents(newest)), loaded.replace({("a1", 1)}, _documents(newest)))


def test_a_word_of_another_successor_is_not_kept(make_index: Make, make_revision: MakeRevision, tmp_path: Path) -> None:
    """Successors share a vocabulary; what only another has is unknown here, and does not get into the file."""
    index = make_index("army border", "border crimea")
    index.replace([], _documents(make_revision("zebras", article_id="z")))
    later = index.replace([], _documents(make_revision("yaks", article_id="y")))
    for each, known in ((index, {"armi", "border", "crimea"}), (later, {"armi", "border", "crimea", "yak"})):
        each.save(tmp_path / "kept", "f")
        loaded = Index.load(tmp_path / "kept", "f")
        assert loaded is not None
        assert known == set(dict(each.terms())) == set(dict(loaded.terms()))
        assert "zebra" not in each


def test_a_damaged_file_is_no_index(make_index: Make, tmp_path: Path) -> None:
    """Cut short anywhere, or one bit changed anywhere: nothing is loaded, nothing is raised, no draft is left."""
    path = tmp_path / "kept"
    make_index("The army. The border!", "crimea").save(path, "f")
    good = path.read_bytes()
    assert [None] * 3 == [Index.load(path, "g"), Index.load(tmp_path / "none", "f"), Index.load(tmp_path, "f")]
    assert ["kept"] == [file.name for file in tmp_path.iterdir()]
    generator = np.random.default_rng(1)
    for i in range(len(good)):
        path.write_bytes(good[:i])
        assert Index.load(path, "f") is None
        flipped = bytearray(good)
        flipped[i] ^= 1 << int(generator.integers(8))
        path.write_bytes(flipped)
        assert Index.load(path, "f") is None


@pytest.mark.parametrize(
    "head", ["[]", "7", "null", "{}", '{"fingerprint": "f", "byteorder": "little", "arrays": 3}', '{"arrays": [["x"]]}',
             '{"arrays": [["keys", "<O8", 3, 0]]}', '{"arrays": [["keys", "<i8", 1e99, 0]]}']
)  # fmt: skip
def test_a_file_of_somebody_else_is_no_index(head: str, tmp_path: Path) -> None:
    """Whatever its head says, with a right checksum."""
    line = head.encode() + b"\n"
    (tmp_path / "kept").write_bytes(b"quoth index 1\n" + b"%08x\n" % zlib.crc32(line) + line + b"x" * 99)
    assert Index.load(tmp_path / "kept", "f") is None


@pytest.mark.parametrize(
    "name",
    ["starts", "content", "offsets", "postings", "ends", "order", "buckets", "firsts", "first_keys", "sources"],
)
def test_references_out_of_bounds_are_noticed(name: str, make_index: Make, tmp_path: Path) -> None:
    """A file with right checksums whose numbers lead out of its arrays is no index either."""
    path = tmp_path / "kept"
    make_index("The army. The border!", "crimea").save(path, "f")
    _rewrite(path, lambda array, found: np.full_like(found.view(np.uint8), 255) if array == name else found)
    assert Index.load(path, "f") is None


def test_any_wrong_number_in_a_file_is_survived(make_index: Make, tmp_path: Path) -> None:
    """What ranks reads arrays without looking at their bounds: a file either keeps within them or is no index."""
    generator = np.random.default_rng(7)
    texts = [" ".join(generator.choice(WORDS, 40)) for _ in range(80)] + ["army " * 70]
    make_index(*texts).save(tmp_path / "sound", "f")
    known, sound = 0, (tmp_path / "sound").read_bytes()
    for _ in range(400):
        (path := tmp_path / "kept").write_bytes(sound)
        changed = generator.choice([name for name, array in _arrays(path).items() if len(array)])
        _rewrite(path, lambda name, found: _wrong(found, generator) if name == changed else found)  # noqa: B023
        index = Index.load(path, "f")
        if index is not None:
            known += 1
            positions, scores = index.search(dict.fromkeys(WORDS[:6], 1.0), 50)
            assert len(positions) == len(scores) <= len(index)
            index.scores(dict.fromkeys(WORDS, 1.0))
            assert len(index.tokens_of(np.arange(len(index)))[1]) == len(index) + 1
    assert 0 < known < 400


def _wrong(found: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    found = found.copy()
    raw = found.view(np.uint8)
    raw[generator.integers(len(raw))] ^= 1 << generator.integers(8)
    return found


def _arrays(path: Path) -> dict[str, np.ndarray]:
    _, _, line, body = path.read_bytes().split(b"\n", 3)
    at, arrays = 0, {}
    for name, kind, count, _ in json.loads(line)["arrays"]:
        arrays[name] = np.frombuffer(body, kind, count, at)
        at += arrays[name].nbytes
    return arrays


def _rewrite(path: Path, change: Callable[[str, np.ndarray], np.ndarray]) -> None:
    """Change arrays of a file, and its checksums with them."""
    start, _, line, _ = path.read_bytes().split(b"\n", 3)
    head, parts = json.loads(line), []
    for described, (name, found) in zip(head["arrays"], _arrays(path).items(), strict=True):
        parts.append(change(name, found).tobytes())
        described[3] = zlib.crc32(parts[-1])
    line = json.dumps(head).encode()
    path.write_bytes(b"\n".join([start, b"%08x" % zlib.crc32(line + b"\n"), line, b"".join(parts)]))
