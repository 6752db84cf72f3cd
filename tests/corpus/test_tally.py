"""What passages hold of a question is counted right, and the same where nothing is compiled."""

from array import array
from collections.abc import Sequence
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import tally
from tests.corpus.plain import plain

PLAIN = plain(tally)
WORDS, LITERALS = 3, 4
"""A question of three content words and a stop word; …"""
CONTENT, WEIGHTS, LITERAL = [0, 1, 2, 2, 0], [1.0, 0.75, 1.0, 0.5, 0.0], [0, 1, 2, -1, 3]
"""… by code, and the fourth is another word for the third."""
FORMS = [0, -7, 0, tally.NO_FORM, tally.ANY_FORM]
RARITY, IDF = np.array([4.0, 8.0, 11.5]), np.array([0.3, 2.0, 5.25])
NEIGHBOURS = {(0, 1): 0.6, (1, 2): 0.975, (3, 0): 0.8}
TOKENS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0, 0, -7, -8])), max_size=6)
PASSAGES = st.lists(st.lists(TOKENS, min_size=1, max_size=3), max_size=4)


def _counted(
    module: ModuleType, passages: Sequence[Sequence[Sequence[tuple[int, int]]]], seed: int = 0
) -> list[np.ndarray]:
    """By passage: what it has of each word, exact words, neighbours, its best sentence, its likeness, what it lacks."""
    sentences = [(owner, tokens) for owner, passage in enumerate(passages) for tokens in passage]
    run = [(owner, at, *token) for at, (owner, tokens) in enumerate(sentences) for token in tokens]
    owner, sentence, codes, forms = (np.array([token[i] for token in run], np.int64) for i in range(4))
    first = np.array([0, *np.cumsum([len(passage) for passage in passages])], np.int64)
    phrases = array("d", [NEIGHBOURS.get((left, right), 0.0) for left in range(LITERALS) for right in range(LITERALS)])
    worth = module.Worth(RARITY.data, IDF.data, phrases, LITERALS)
    sought = module.Sought(array("q", CONTENT), array("d", WEIGHTS), array("q", LITERAL), array("q", FORMS))
    in_sentence, strength = np.zeros((len(sentences), WORDS)), np.zeros((len(passages), WORDS))
    phrase, exact, best, meant, related = np.zeros((5, len(passages)))
    near = np.random.default_rng(seed).random(in_sentence.shape)
    text = module.Text(owner.data, sentence.data, forms.data, first.data)
    count = module.Tally(worth, text, in_sentence.data, strength.data)
    count.count(sought, codes.astype(np.int16).data, phrase.data, exact.data)
    most = count.cover(best.data)
    count.compare(near.data, meant.data, related.data)
    return [strength, exact, phrase, best, meant, related, np.array(most)]


@given(PASSAGES, st.integers(0, 9))
def test_it_counts_the_same_compiled_or_not(passages: list, seed: int) -> None:
    """To the last bit, whatever stands in the passages."""
    for compiled, source in zip(_counted(tally, passages, seed), _counted(PLAIN, passages, seed), strict=True):
        assert compiled.tolist() == source.tolist()


@pytest.mark.parametrize("module", [tally, PLAIN])
def test_what_stands_twice_is_worth_as_much_as_once(module: ModuleType) -> None:
    """Words and neighbours count once in a passage, and again in the next."""
    phrase = [(1, 0), (2, -7)]
    (strength, exact, phrases, best, *_, most) = _counted(module, [[[*phrase, *phrase], phrase], [phrase]])
    assert [[1.0, 0.75, 0.0]] * 2 == strength.tolist()
    assert [2.3] * 2 == exact.tolist() and [0.6] * 2 == phrases.tolist() and [10.0] * 2 == best.tolist()
    assert most == 10.0


@pytest.mark.parametrize("module", [tally, PLAIN])
def test_neighbours_stand_in_one_sentence_in_the_form_asked_for(module: ModuleType) -> None:
    """Two words at the seam of sentences, apart from each other, or in another form, are no phrase."""
    seam, apart, inflected = [[(1, 0)], [(2, -7)]], [[(1, 0), (0, 0), (2, -7)]], [[(1, 0), (2, -8)]]
    (_, exact, phrases, *_) = _counted(module, [seam, apart, inflected])
    assert [0.0] * 3 == phrases.tolist() and [2.3, 2.3, 0.3] == exact.tolist()
