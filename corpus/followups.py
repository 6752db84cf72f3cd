"""Follow-ups: whether a question needs the one before it, and what it takes from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.queries import AskedWord, Widened

_JOINERS = frozenset(
    """and but or so also then plus
    і й та а але також ще и но также еще ещё
    und aber oder auch y e pero o también""".split()
)
"""What carries on when it comes first, in the languages of the interface."""
_ABOUT = frozenset(
    {
        ("what", "about"), ("how", "about"), ("what", "of"), ("а", "як", "щодо"), ("як", "щодо"), ("що", "з"),
        ("що", "до"), ("щодо",), ("как", "насчет"), ("как", "насчёт"), ("что", "насчет"), ("что", "насчёт"),
        ("что", "с"), ("was", "ist", "mit"), ("wie", "steht", "es", "mit"), ("qué", "hay", "de"), ("qué", "tal"),
        ("qué", "pasa", "con"), ("que", "hay", "de"), ("que", "tal"),
    }
)  # fmt: skip
"""Openings that change the subject and keep the question."""
_LONGEST_ABOUT = max(map(len, _ABOUT))
_PRONOUNS = frozenset(
    """he him his she her hers it its they them their theirs
    він його йому ним ньому вона її їй нею ній воно вони їх їм ними них там тоді туди звідти
    он его него ему нему ним нем нём она её ее неё нее ей ней оно они их им ними них там тогда туда оттуда
    er ihn ihm sie ihnen dort dorthin damals davon dazu darüber daran dafür dagegen danach
    él ella ellos ellas les allí ahí entonces ello""".split()
)
"""What stands for somebody or something said before."""
_POINTERS = frozenset(
    "that this those these there then це цього цьому того тому это этого этому того das dies eso esto".split()
)
"""The same where they end a question; elsewhere, some go with a noun or open a clause."""
_INTERROGATIVES = frozenset(
    """who whom whose what which when where why how whats whos wheres
    хто кого кому ким що чого чому чим який яка яке які яких коли де куди звідки скільки як навіщо
    кто что чего чем какой какая какое какие каких когда где куда откуда сколько как почему зачем
    wer wen wem wessen was welche welcher welches welchen wann wo wohin woher warum wieso weshalb wie wieviel
    quién quiénes qué cuál cuáles cuándo dónde adónde cómo cuánto cuánta cuántos cuántas
    que quien cual cuando donde como cuanto cuantos""".split()
)
_VERBS = frozenset(
    """is are was were be been am do does did has have had can could will would shall should may might must
    ist sind war waren hat haben hatte hatten wird werden wurde wurden kann können soll sollen
    es son era eran fue fueron ha han había está están hay
    такий така таке такі такой такая такое такие""".split()
)
"""Auxiliaries, and what stands for "is" in "хто такий": with one, a question is a sentence."""
_BE = frozenset("is are was were be been".split())
_MEASURES = frozenset("long much many far old deep often big high large lange viel viele weit oft".split())
"""After "how", these are no subject."""
_NO_CONTENT = _PRONOUNS | _INTERROGATIVES | _JOINERS
_ELLIPTIC = 4
"""The most words of a question that is not a sentence: "for which of them?"."""
_OWN_SUBJECT = 2
"""Content words that make a subject, in a question that does not point back."""
_ENOUGH, _ENOUGH_WITH_NAME = 4, 3
"""Content words with which a question is found by itself, whatever its pronouns stand for."""

_KEPT = 0.5
"""What words of the earlier question weigh beside those of the new one; from 0.3 to 0.7 hardly matters."""
THREAD = 3
"""How many earlier questions count."""
_LONGEST = 4_096


def thread(texts: Sequence[str]) -> str:
    """Questions each of which follows the one before it, oldest first, as one text: the last few count."""
    return " → ".join(texts[-THREAD:])[-_LONGEST:]


def is_follow_up(asked: Widened) -> bool:
    """Whether a question cannot be understood by itself: it carries on, points back, or says too little."""
    words, forms = asked.words, _forms(asked.words)
    if not words:
        return False
    content = [word for _, word in _content(words, forms)]
    has_name = any(word.is_name for word in content)
    if not content:
        return True
    if len(content) < (_ENOUGH_WITH_NAME if has_name else _ENOUGH) and _points_back(words, forms):
        return True
    has_subject = len(content) >= _OWN_SUBJECT or has_name
    if start := _opening(forms):
        return not (has_subject and _is_sentence(words[start:], forms[start:], asked.asked_in))
    is_short = len(words) <= _ELLIPTIC and not has_subject
    return is_short and _asks(forms[:2]) and not _is_sentence(words, forms, asked.asked_in)


def joined(asked: Widened, earlier: Widened) -> Widened:
    """A question with what it needs of the earlier one: content words that it lacks, at less weight than its own."""
    own = {word.term for word in asked.words if word.term is not None}
    kept = [_lighter(word) for _, word in _content(earlier.words, _forms(earlier.words)) if word.term not in own]
    return replace(asked, words=(*asked.words, *kept))


def _lighter(word: AskedWord) -> AskedWord:
    meanings = tuple(replace(meaning, weight=_KEPT * meaning.weight) for meaning in word.meanings)
    return replace(word, meanings=meanings, rarity=_KEPT * word.rarity)


def _content(words: Sequence[AskedWord], forms: Sequence[str]) -> Iterator[tuple[int, AskedWord]]:
    """The words that a question is about, with their places."""
    for place, word in enumerate(words):
        if word.term is None or forms[place] in _NO_CONTENT:
            continue
        is_measure = forms[place] in _MEASURES and place > 0 and forms[place - 1] in {"how", "wie"}
        if not is_measure:
            yield place, word


def _points_back(words: Sequence[AskedWord], forms: Sequence[str]) -> bool:
    """Whether a pronoun stands for nothing that the question itself names before it."""
    if forms[-1] in _POINTERS and not (forms[-1] == "there" and _BE.intersection(forms[-2:-1])):
        return True
    place = next((place for place, form in enumerate(forms) if form in _PRONOUNS), None)
    return place is not None and not any(word.is_name for other, word in _content(words, forms) if other < place)


def _opening(forms: Sequence[str]) -> int:
    """How many words "and", "what about" and the like are."""
    start = 0
    while start < len(forms) and forms[start] in _JOINERS:
        start += 1
    opening = tuple(forms[start : start + _LONGEST_ABOUT])
    for length in range(len(opening), 0, -1):
        if opening[:length] in _ABOUT:
            return start + length
    return start


def _asks(forms: Sequence[str]) -> bool:
    return not _INTERROGATIVES.isdisjoint(forms)


def _is_sentence(words: Sequence[AskedWord], forms: Sequence[str], language: str) -> bool:
    """Whether it has a verb, as far as that can be seen: but for "who", only English must have an auxiliary."""
    if not _VERBS.isdisjoint(forms):
        return True
    has_no_need = language != "en" or "who" in forms
    return has_no_need and _asks(forms) and sum(1 for _ in _content(words, forms)) >= _OWN_SUBJECT


def _forms(words: Sequence[AskedWord]) -> list[str]:
    """The words as spoken."""
    return [_spoken(word.text, word.folded) for word in words]


@lru_cache(1 << 12)
def _spoken(text: str, folded: str) -> str:
    """In an English collection, accents are folded: "él" would be "el"."""
    typed = text.casefold()
    return folded if all(letter.isascii() for letter in typed if letter.isalpha()) else typed
