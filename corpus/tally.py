# cython: annotation_typing=False, boundscheck=False, wraparound=False, cpow=True, initializedcheck=False
"""Tally: what passages hold of a question, counted in one pass over their tokens.

These are maxima and sums of a few numbers each: as operations on arrays, each would take longer to begin than to do.

`tally.pxd` beside this file gives the types with which Cython compiles it; where there is no C compiler it runs as it
stands, which is as exact and some tenths of a millisecond slower.
"""

from __future__ import annotations

from array import array
from typing import Any, TypeAlias

_ANY = 1
ANY_FORM, NO_FORM = _ANY, 2
"""In place of the number of a form, which is never positive."""

View: TypeAlias = Any
"""What gives the numbers of an array one by one."""


class Sought:
    """What is looked for. A *code* says what a token is to the question: 0 nothing, else a place in these, plus one."""

    def __init__(self, content: View, weights: View, literal: View, forms: View) -> None:
        """By code, the content word that it stands for and how well (0: for none), and the word that it is or -1.

        `forms`: the number of that word's form's token, 0 where the word is its own term, or ANY_FORM or NO_FORM.
        """
        self.content = content
        self.weights = weights
        self.literal = literal
        self.forms = forms


class Worth:
    """What the words of a question are worth."""

    def __init__(self, rarity: View, idf: View, phrases: View, literals: int) -> None:
        """By content word; `phrases`, by literal word and then by the one after it: 0 where they are no neighbours."""
        self.rarity = rarity
        self.idf = idf
        self.phrases = phrases
        self.literals = literals
        self.words = len(rarity)


class Text:
    """Passages as a run of tokens."""

    def __init__(self, owner: View, sentence: View, forms: View, first: View) -> None:
        """Of each token its passage, its sentence and its form; where the sentences of each passage begin, and end."""
        self.owner = owner
        self.sentence = sentence
        self.forms = forms
        self.first = first
        self.passages = len(first) - 1


class Tally:
    """What some passages hold of a question."""

    def __init__(self, worth: Worth, text: Text, in_sentence: View, strength: View) -> None:
        """How well each sentence, and each passage, has each content word: zeros until counted."""
        self.worth = worth
        self.text = text
        self.in_sentence = in_sentence
        self.strength = strength
        self.exact_in = array("q", bytes(8 * worth.words))
        self.phrase_in = array("q", bytes(8 * worth.literals * worth.literals))
        self.likeliest = array("d", bytes(8 * worth.words))
        self.nearest = array("d", bytes(8 * worth.words))

    def count(self, sought: Sought, codes: View, phrases: View, exact: View) -> None:
        """Count the words, and add to two figures of each passage: what neighbours, and words as asked, are worth."""
        text = self.text
        worth = self.worth
        left = -1  # the word right before, in the same sentence
        for i in range(len(codes)):
            literal = -1
            if codes[i]:
                code = codes[i] - 1
                passage = text.owner[i]
                sentence = text.sentence[i]
                word = sought.content[code]
                weight = sought.weights[code]
                if weight > 0 and weight > self.in_sentence[sentence, word]:
                    self.in_sentence[sentence, word] = weight
                if weight > 0 and weight > self.strength[passage, word]:
                    self.strength[passage, word] = weight
                if sought.forms[code] == _ANY or sought.forms[code] == text.forms[i]:
                    literal = sought.literal[code]
                # What stands in a passage twice is worth as much as once.
                if 0 <= literal < worth.words and self.exact_in[literal] <= passage:
                    self.exact_in[literal] = passage + 1
                    exact[passage] += worth.idf[literal]
                if left >= 0 and literal >= 0 and text.sentence[i - 1] == sentence:
                    pair = left * worth.literals + literal
                    if worth.phrases[pair] > 0 and self.phrase_in[pair] <= passage:
                        self.phrase_in[pair] = passage + 1
                        phrases[passage] += worth.phrases[pair]
            left = literal

    def cover(self, best: View) -> float:
        """Of each passage, what the words of its best sentence are worth; and of all, what those of one passage are."""
        text = self.text
        worth = self.worth
        most = 0.0
        for passage in range(text.passages):
            total = 0.0
            for word in range(worth.words):
                total += self.strength[passage, word] * worth.rarity[word]
            most = max(most, total)
            for sentence in range(text.first[passage], text.first[passage + 1]):
                total = 0.0
                for word in range(worth.words):
                    total += self.in_sentence[sentence, word] * worth.rarity[word]
                best[passage] = max(best[passage], total)
        return most

    def compare(self, near: View, meant: View, related: View) -> None:
        """Add what is only similar: by words, to the likeness of each passage, and for asked words that it lacks."""
        text = self.text
        worth = self.worth
        mass = 0.0
        for word in range(worth.words):
            mass += worth.rarity[word]
        mass = max(mass, 1e-9)
        for passage in range(text.passages):
            for word in range(worth.words):
                self.likeliest[word] = 0.0
                self.nearest[word] = 0.0
            best = 0.0
            for sentence in range(text.first[passage], text.first[passage + 1]):
                total = 0.0
                for word in range(worth.words):
                    like = near[sentence, word]
                    self.nearest[word] = max(self.nearest[word], like)
                    like = max(like**1.5, self.in_sentence[sentence, word])
                    self.likeliest[word] = max(self.likeliest[word], like)
                    total += like * worth.rarity[word]
                best = max(best, total)
            for word in range(worth.words):
                best += self.likeliest[word] * worth.rarity[word]
                if self.strength[passage, word] == 0:
                    related[passage] += self.nearest[word] * self.nearest[word] * worth.idf[word]
            meant[passage] += best / mass
