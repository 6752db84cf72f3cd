"""Text to terms: articles and questions go through this one door."""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import regex
import Stemmer
import stopwordsiso
import wordfreq

from corpus.articles import Span

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""ISO 639-1 code to the name of the Snowball stemmer."""

ENGLISH_STOP_WORDS = frozenset(
    """i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves what which who whom whose this that these those am is are was were
    be been being have has had having do does did doing a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only own
    same so than too very can will just should now would could may might must also im ive dont doesnt didnt isnt arent
    wasnt werent cant wont whats whos wheres hows thats happen happens happened happening""".split()
)
"""Function words only: the long public lists hold words that questions are about (state, work, world, new)."""

CONTENT_WORDS = {
    "ar": "اليوم الوقت عام عاما سنة سنوات نهاية الماضي مليون عشر ثلاثة الثاني الثانية واحد عدد",
    "de": """zeit menschen jahr jahre jahren mann tag tage uhr ende weg teil beispiel gut gute neue neuen besser besten
        kleine kleinen grosse grossen lange kurz weit richtig recht genug leben zurück ersten erste zwei
        drei vier allein möglich wissen gehen geht ging kommen kommt kam machen macht gemacht sagt sagte
        gesagt viele vielen wenig""",
    "es": """tiempo día días trabajo lugar momento verdad parte general acuerdo lado final fin grandes gran general
        mundo poder horas ejemplo embargo primera primer primero segundo última último nueva nuevo nuevos buen
        buena bueno buenos cosas manera 1 2 3 4 5 6 7 8 dos tres cuatro cinco veces vez""",
    "fr": "reste personnes personne état trois quatre deux bas haut premier première dernier nouveau merci parler",
    "hi": "पूरा घर दो पहले दूसरे",
    "nb": "folk tid land navn rett bruke lage slutt gammel ny lang god bra beste",
    "ru": """время времени год года году лет человек день дня люди людей жизнь дело место мира мир вопрос деньги дом
        россия москва город имя правда работа начала раз пора часть много мало хорошо плохо первый второй
        два две три новых новый большой свою найти говорить говорит сказать сказал делать сделать лучше
        значит спасибо пока друг самом стороны""",
    "tr": "iş iki üç dört beş on bin milyon tek ilk doğru tam büyük küçük yeni yalnız hayat zaman iyi son",
    "uk": "час часу рік року років людей люди день дня життя",
    "zh": "人 年 月 日 人们 区 分 时候 大家 开始 结果 打 叫 小 大 称 第 三 一",
}
"""Words that the public lists take for function words, though people ask about them."""

_BUNDLED = Path(__file__).with_name("bundled")
IRREGULAR = _BUNDLED / "irregular.txt"
LITTLE_WORDS = _BUNDLED / "little_words.txt"

_COMMON = 400
"""How many of a language's most frequent words may be stop words."""
_RAREST, _SHORT_NUMBER, _LONG_NUMBER = 18.0, 9.0, 11.0
"""The rarity of a word that no list of frequencies has, and of numbers: a year, and what is longer."""
_YEAR = 4

_WORD = regex.compile(
    r"(?:\p{L}\.){2,}"  # U.S.
    r"|\p{N}+(?:[.,]\p{N}+)*(?:\p{L}[\p{L}\p{M}]*)?"  # 1,000  3.5  1990s
    r"|[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}]+)*"  # marks belong to the word: Hindi and Thai vowels
)
_UNUSUAL = re.compile(r"[^\x00-\x7f‘’“”–—…]")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]+|[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}][\p{M}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]*"
)
_GRAPHEME = regex.compile(r"\X")


class Word(NamedTuple):
    """One word of a text."""

    start: int
    end: int
    folded: str
    """Case, width and apostrophes folded."""
    term: str | None
    """What the index knows it by; None for a stop word."""


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language; empty where none are known."""
    if language == "en":
        return ENGLISH_STOP_WORDS
    language = listed_as(language)
    try:
        common = frozenset(wordfreq.top_n_list(language, _COMMON))
    except LookupError:
        return more_little_words(language)
    known = "no" if language == "nb" else language
    listed = stopwordsiso.stopwords(known) if stopwordsiso.has_lang(known) else frozenset()
    return (common & listed) - frozenset(CONTENT_WORDS.get(language, "").split()) | more_little_words(language)


@functools.cache
def more_little_words(language: str) -> frozenset[str]:
    """Function words that the public lists lack: most of them ask, and name nothing."""
    lines = (line.partition(": ") for line in LITTLE_WORDS.read_text(encoding="utf-8").splitlines())
    return next((frozenset(words.split()) for code, _, words in lines if code == language), frozenset())


def listed_as(language: str) -> str:
    """Norwegian is Bokmål in the lists of words."""
    return "nb" if language in {"no", "nn"} else language


@functools.cache
def _frequencies(language: str) -> dict[str, float]:
    try:
        return wordfreq.get_frequency_dict(listed_as(language))
    except LookupError:
        return {}


@functools.lru_cache(65536)
def rarity(folded: str, language: str) -> float:
    """How much a word tells in its language: -ln of its frequency, in nats, at most 18."""
    if any(map(str.isdigit, folded)):
        return _SHORT_NUMBER if len(folded) <= _YEAR else _LONG_NUMBER
    frequency = _frequencies(language).get(folded)
    return min(_RAREST, -math.log(frequency)) if frequency else _RAREST


@functools.cache
def stemmer(language: str) -> Callable[[str], str]:
    """What brings the forms of a word together: Snowball, and for English what no rule does ("said" is "say")."""
    name = SNOWBALL.get(language)
    if name is None:
        return str
    stem, bases = Stemmer.Stemmer(name, 0).stemWord, _irregular(language)
    return functools.lru_cache(1 << 13)(lambda folded: stem(bases.get(folded, folded)))


@functools.cache
def _irregular(language: str) -> dict[str, str]:
    if language != "en":
        return {}
    lines = IRREGULAR.read_text(encoding="utf-8").splitlines()
    families = [line.split() for line in lines if not line.startswith("#")]
    return {form: base for base, *forms in families for form in forms}


def words(text: str, language: str) -> Iterator[Word]:
    """The words of a text in order, with their offsets in code points.

    Scripts written without spaces (Chinese, Japanese, Thai) give overlapping pairs of characters.
    """
    for start, end, surface in _surfaces(text):
        folded, term = taken(surface, language)
        if folded:
            yield Word(start, end, folded, term)


def surfaces(text: str) -> list[str]:
    """The words of a text as they stand there, and what looks like one: `taken` finds nothing in a mark alone."""
    if text.isascii() or not _UNSPACED.search(text):
        return _WORD.findall(text)
    return [surface for _, _, surface in _surfaces(text)]


def taken(surface: str, language: str) -> tuple[str, str | None]:
    """What a word is, folded, and its term; see Word."""
    folded = fold(surface, language)
    return folded, None if folded in stop_words(language) else stemmer(language)(folded)


def terms(text: str, language: str) -> list[str]:
    """The terms of a text in order, stop words left out."""
    stops, stem, found = stop_words(language), stemmer(language), list[str]()
    for spaced in itertools.chain.from_iterable(by_sentence(text, (), language)):
        surface = bare(spaced)
        if surface.isascii() and surface.isalpha() and language != "tr":  # nothing to fold but its case
            folded = surface.lower()
            if folded not in stops:
                found.append(stem(folded))
        else:
            found += [token for token in tokens_of(surface, language) if token[:1] != LITTLE]
    return found


SENTENCE_END = ""
"""The token that closes a sentence."""
LITTLE = " "
"""What the token of a stop word begins with; no term does."""
FORM = LITTLE + "+"
"""What a token begins with that tells the form of the term before it: " +s" after "sanction" for "sanctions"."""


def tokens(text: str, sentences: Sequence[Span], language: str) -> list[str]:
    """What the index keeps of a passage, in order: terms, their forms, marked stop words, where each sentence ends.

    Stop words and forms are never searched for, but they tell whether a phrase stands there word for word.
    """
    found: list[str] = []
    for surfaces in by_sentence(text, sentences, language):
        for surface in surfaces:
            found += tokens_of(surface, language)
        found.append(SENTENCE_END)
    return found


def by_sentence(text: str, sentences: Sequence[Span], language: str) -> Iterator[list[str]]:
    """What stands between the spaces of a text, in lower case where that changes no word: no word holds a space."""
    text = text.lower() if language != "tr" and not _UNUSUAL.search(text) else text
    begin = 0
    for _, end in sentences[:-1]:
        cut = end if text[end : end + 1].isspace() else _cut(text, begin, end)
        yield text[begin:cut].split()
        begin = cut
    yield text[begin:].split()


def _cut(text: str, begin: int, end: int) -> int:
    """Where a sentence ends: a word belongs to the one that it begins in."""
    end = max(begin, min(end, len(text)))
    across = next((match for match in _WORD.finditer(text, begin) if match.end() > end), None)
    return across.end() if across and across.start() < end else end


def bare(surface: str) -> str:
    """A word of plain letters without the marks behind it; all else as it is ("U.S.", "dogs'", "1,000")."""
    word = surface.rstrip(",.;:!?")
    return word if word.isascii() and word.isalpha() else surface


@functools.lru_cache(1 << 13)
def tokens_of(surface: str, language: str) -> tuple[str, ...]:
    """The tokens of what stands between two spaces: a word, mostly, or a run of a script without spaces."""
    if surface.isascii() and surface.isalpha() and language != "tr":  # nothing to fold but its case
        folded = surface.lower()
        if folded in stop_words(language):
            return (LITTLE + folded,)
        term = stemmer(language)(folded)
        return (term,) if term == folded else (term, form(folded, term))
    found = []
    for word in words(surface, language):
        found.append(LITTLE + word.folded if word.term is None else word.term)
        if word.term is not None and word.term != word.folded:
            found.append(form(word.folded, word.term))
    return tuple(found)


def forget() -> None:
    """Let go of the words seen: remembering them makes reading fast, and holds some MB after reading much."""
    for remembered in (tokens_of, form, fold, stemmer):
        remembered.cache_clear()


@functools.lru_cache(1 << 13)
def form(folded: str, term: str) -> str:
    """What a word has that its term has not; empty where they are the same."""
    if folded == term:
        return ""
    if folded.startswith(term):
        return FORM + folded[len(term) :]
    common = next(
        (place for place, pair in enumerate(zip(folded, term, strict=False)) if pair[0] != pair[1]), len(term)
    )
    return FORM + folded[common:]


@functools.lru_cache(1 << 13)
def fold(surface: str, language: str) -> str:
    """One form for a word however it is typed: case, width, apostrophes, possessives, thousands, dots of initials."""
    if language == "tr":
        surface = surface.replace("İ", "i").replace("I", "ı")
    word = unicodedata.normalize("NFKC", surface).casefold().replace("’", "'").replace("ʼ", "'")
    if language == "en" and not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if word[:1].isdigit():
        return word.replace(",", "") if language in {"en", "hi", "th", "zh"} else word
    return _without_apostrophe(word.replace(".", ""), language)


def _without_apostrophe(word: str, language: str) -> str:
    head, mark, tail = word.partition("'")
    if not mark:
        return word
    is_suffix = len(head) > 1 and (len(tail) <= 2 or language == "tr")  # noqa: PLR2004
    is_negation = language == "en" and head.endswith("n") and tail == "t"
    return head if is_suffix and not is_negation else word.replace("'", "")


def _surfaces(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        if word.isascii() or not _UNSPACED.search(word):
            yield start, match.end(), word
            continue
        cursor = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > cursor:
                yield start + cursor, start + run.start(), word[cursor : run.start()]
            unspaced, first = run.group(), start + run.start()
            for left, right in _pairs(unspaced):
                yield first + left, first + right, unspaced[left:right]
            cursor = run.end()
        if cursor < len(word):
            yield start + cursor, match.end(), word[cursor:]


def _pairs(run: str) -> Iterator[tuple[int, int]]:
    spans = (match.span() for match in _GRAPHEME.finditer(run))
    (start, end), is_alone = next(spans), True
    for following, end in spans:
        yield start, end
        start, is_alone = following, False
    if is_alone:
        yield start, end
