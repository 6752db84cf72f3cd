"""Every change of a text is a draft first: kept, previewed, and published once, by whoever is first."""

import datetime as dt
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from corpus.errors import CorpusError, Overtaken, UnknownDraft
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Draft, Part, Prompt, Store
from tests.conftest import Write
from tests.corpus.paragraphs import DEARER, FARES, OPENING, TRADERS, one_text


def test_a_draft_changes_nothing_until_it_is_published(library: Library, elsewhere: Library, write: Write) -> None:
    """It is on the disk, for every process; no question sees it."""
    draft = library.gate.draft(write(text=OPENING), by="ann")
    assert draft == elsewhere.gate.get(draft.id) and [draft] == elsewhere.gate.open()
    assert [] == library.articles()
    publication = elsewhere.gate.publish(draft.id, by="bob")
    assert [publication.article] == library.articles() and [] == library.gate.open()
    assert ("bob", OPENING) == (publication.revision.published_by, publication.revision.text)


def test_a_message_brings_one_draft(library: Library, elsewhere: Library, write: Write) -> None:
    """Also where two processes draft it at the same moment; what a moderator has changed of it stays."""
    with ThreadPoolExecutor(4) as pool:
        drafted = list(
            pool.map(lambda one: one.gate.draft(write(text=OPENING), by="ann", brought="7:1"), [library, elsewhere] * 4)
        )
    assert 1 == len({draft.id for draft in drafted}) == len(library.gate.open())
    library.gate.edit(drafted[0].id, title="Another")
    assert "Another" == elsewhere.gate.draft(write(text=OPENING), by="ann", brought="7:1").manuscript.title
    assert 2 == len({library.gate.draft(write(text=OPENING), by="ann").id for _ in range(2)})


def test_brought_while_it_is_discarded(library: Library, elsewhere: Library, write: Write) -> None:
    """It is the draft that was there, or a new one."""
    manuscript = write(text=OPENING)
    for number in range(40):
        known = library.gate.draft(manuscript, by="ann", brought=f"7:{number}")
        with ThreadPoolExecutor(2) as pool:
            again = pool.submit(elsewhere.gate.draft, manuscript, by="ann", brought=f"7:{number}")
            pool.submit(library.gate.discard, known.id).result()
        assert again.result().manuscript == known.manuscript


def test_an_album_keeps_its_parts_in_order(library: Library, elsewhere: Library, write: Write) -> None:
    """However they come, each once; discarded, it is gone with them."""
    parts = [Part(number, f"Part {number}.", None) for number in (3, 1, 2, 3)]
    for part, one in zip(parts, [library, elsewhere] * 2, strict=True):
        draft = one.gate.draft(write(text=part.words), by="ann", brought="7:album:9", part=part)
    assert [1, 2, 3] == [part.number for part in draft.album or ()]
    library.gate.discard(draft.id)
    assert elsewhere.gate.brought("7:album:9") is None


def test_a_preview_shows_what_publishing_does(library: Library, write: Write) -> None:
    """Passages that come, change and go, against what is live; publishing then does just that."""
    library.publish(write(text=one_text(OPENING, FARES)), by="ann")
    draft = library.gate.draft(write(text=one_text(DEARER, OPENING, TRADERS)), by="bob")
    seen = library.gate.preview(draft.id)
    assert (2, 3, 1) == (seen.revision.number, len(seen.passages), seen.difference.kept)
    assert [TRADERS] == [passage.text for passage in seen.difference.added]
    assert [(FARES, DEARER)] == [(pair.old.text, pair.new.text) for pair in seen.difference.changed]
    assert () == seen.difference.removed and not seen.unchanged
    publication = library.gate.publish(draft.id, by="bob")
    assert (seen.revision.text, 2) == (publication.revision.text, publication.revision.number)


def test_publishing_twice_is_publishing_once(library: Library, write: Write) -> None:
    """A press that comes again, after a crash maybe, is told what the first did."""
    library.publish(write(text=OPENING), by="ann")
    draft = library.gate.draft(write(text=FARES), by="bob")
    first, second = library.gate.publish(draft.id, by="bob"), library.gate.publish(draft.id, by="cy")
    assert first == second and first.change and 2 == first.revision.number
    assert 2 == len(library.history.of(first.article.id))


def test_a_draft_of_what_is_live_publishes_nothing(library: Library, write: Write) -> None:
    """The preview says so, and publishing says so."""
    library.publish(write(text=OPENING), by="ann")
    draft = library.gate.draft(write(text=OPENING), by="bob")
    assert library.gate.preview(draft.id).unchanged
    assert library.gate.publish(draft.id, by="bob").unchanged
    assert 1 == len(library.history.of(library.articles()[0].id))


def test_who_comes_second_sees_the_difference_first(library: Library, elsewhere: Library, write: Write) -> None:
    """Two drafts of one article: the second is refused, held against the first, and can then be published."""
    library.publish(write(text=OPENING), by="ann")
    one = library.gate.draft(write(text=one_text(OPENING, FARES)), by="ann")
    two = elsewhere.gate.draft(write(text=one_text(OPENING, DEARER)), by="bob")
    library.gate.publish(one.id, by="ann")
    with pytest.raises(Overtaken):
        elsewhere.gate.publish(two.id, by="bob")
    assert (2, 3) == (elsewhere.gate.renew(two.id).base, elsewhere.gate.preview(two.id).revision.number)
    assert [(FARES, DEARER)] == [
        (pair.old.text, pair.new.text) for pair in elsewhere.gate.preview(two.id).difference.changed
    ]
    assert 3 == elsewhere.gate.publish(two.id, by="bob").revision.number


def test_two_new_articles_of_one_title(library: Library, write: Write) -> None:
    """The second becomes a revision of the first, once its moderator has seen that."""
    one, two = (library.gate.draft(write(text=text), by="ann") for text in (OPENING, FARES))
    first = library.gate.publish(one.id, by="ann")
    with pytest.raises(Overtaken):
        library.gate.publish(two.id, by="ann")
    assert first.article.id == library.gate.renew(two.id).article_id
    assert (first.article.id, 2) == (
        (second := library.gate.publish(two.id, by="ann")).article.id,
        second.revision.number,
    )


def test_many_moderators_at_once(library: Library, elsewhere: Library, write: Write) -> None:
    """Ten drafts of one article in two processes, published at the same moment: one goes live, nine are told."""
    library.publish(write(text=OPENING), by="ann")
    drafts = [library.gate.draft(write(text=f"{FARES} {n}"), by="ann") for n in range(10)]

    def publish(n: int) -> bool:
        try:
            return bool((library, elsewhere)[n % 2].gate.publish(drafts[n].id, by=str(n)))
        except Overtaken:
            return False

    with ThreadPoolExecutor(4) as threads:
        assert 1 == sum(threads.map(publish, range(10)))
    (article,) = library.articles()
    assert article.live and 2 == article.live.number and 9 == len(library.gate.open())


def test_a_withdrawn_article_is_revived_by_its_title(library: Library, write: Write) -> None:
    """The draft is its next revision, shown as all new."""
    first = library.publish(write(text=OPENING), by="ann")
    library.history.withdraw(first.article.id, by="ann")
    seen = library.gate.preview(library.gate.draft(write(text=OPENING), by="bob").id)
    assert (None, 2, 1) == (seen.previous, seen.revision.number, len(seen.difference.added))


def test_nearly_the_same_under_another_title(library: Library, write: Write) -> None:
    """It is said; then it either replaces that article, under its own new title, or stands beside it."""
    first = library.publish(write("Harbour news", one_text(OPENING, FARES, TRADERS)), by="ann").article
    library.publish(
        write("Other news", "Trams stop at noon for the long parade of the fire brigade on the hill."), by="ann"
    )
    near = write("The harbour opens", one_text(OPENING, DEARER, TRADERS))
    draft = library.gate.draft(near, by="bob")
    (duplicate,) = library.gate.preview(draft.id).duplicates
    assert first.id == duplicate.revision.article_id and 0.8 < duplicate.share < 1
    library.gate.replace(draft.id, first.id)
    assert () == library.gate.preview(draft.id).duplicates
    assert 2 == library.gate.publish(draft.id, by="bob").revision.number
    assert 3 == library.publish(near.model_copy(update={"text": OPENING}), by="ann").revision.number


def test_both_are_kept(library: Library, write: Write) -> None:
    """Also of the same title: each goes on as an article of its own, and the first is the one that its title names."""
    first = library.publish(write(text=OPENING), by="ann").article
    draft = library.gate.draft(write(text=OPENING), by="bob")
    library.gate.keep_both(draft.id)
    assert () == library.gate.preview(draft.id).duplicates
    second = library.gate.publish(draft.id, by="bob").article
    assert first.id != second.id and 2 == len(library.articles())
    assert first.id == library.publish(write(text=FARES), by="ann").article.id
    assert second.id == library.gate.publish(
        library.gate.draft(write(text=TRADERS), by="ann", article_id=second.id).id, by="ann"
    ).article.id  # fmt: skip


def test_a_new_title_that_another_article_has(library: Library, write: Write) -> None:
    """It is said like any duplicate, whatever the texts."""
    first = library.publish(write("Harbour news", OPENING), by="ann").article
    library.publish(write("Ferry news", FARES), by="ann")
    draft = library.gate.draft(write("Ferry news", DEARER), by="ann")
    library.gate.edit(draft.id, title="Harbour news")
    assert first.id in [one.revision.article_id for one in library.gate.preview(draft.id).duplicates]


def test_details_are_edited(library: Library, write: Write) -> None:
    """Title, author, date, source and language, each checked; what is none leaves the draft as it was."""
    draft = library.gate.draft(write(text=OPENING), by="ann")
    library.gate.edit(draft.id, title="Lisbon", author="Ann Lee", date=dt.date(2025, 8, 7), language="pt")
    edited = library.gate.edit(draft.id, source="https://example.org/a").manuscript
    assert ("Lisbon", "Ann Lee", "https://example.org/a") == (edited.title, edited.author, edited.source)
    for wrong in ({"title": ""}, {"title": "x" * 301}, {"date": "yesterday"}):
        with pytest.raises(ValidationError):
            library.gate.edit(draft.id, **wrong)
    assert edited == library.gate.get(draft.id).manuscript
    revision = library.gate.publish(draft.id, by="ann").revision
    assert ("Lisbon", dt.date(2025, 8, 7), "pt") == (revision.title, revision.date, revision.language)


def test_a_discarded_draft_is_gone(library: Library, write: Write) -> None:
    """Discarded twice is discarded once; nothing can be done with it any more, and a sentence says so."""
    draft = library.gate.draft(write(text=OPENING), by="ann")
    library.gate.discard(draft.id)
    library.gate.discard(draft.id)
    for late in (library.gate.get, library.gate.preview, library.gate.keep_both, library.gate.renew):
        with pytest.raises(UnknownDraft, match="no longer there"):
            late(draft.id)
    with pytest.raises(CorpusError):
        library.gate.publish(draft.id, by="ann")


def test_a_published_draft_cannot_be_changed(library: Library, write: Write) -> None:
    """Nor discarded: it is told again what it became."""
    draft = library.gate.draft(write(text=OPENING), by="ann")
    library.gate.publish(draft.id, by="ann")
    library.gate.discard(draft.id)
    with pytest.raises(UnknownDraft):
        library.gate.edit(draft.id, title="Late")
    assert "Harbour news" == library.gate.publish(draft.id, by="ann").revision.title


def test_old_drafts_go(store: Store, library: Library, write: Write) -> None:
    """With the messages that ask for their details."""
    draft = library.gate.draft(write(), by="ann")
    store.prompts.add(Prompt(draft.id, "title"), chat_id=1, message_id=2)
    assert Prompt(draft.id, "title") == store.prompts.of_message(1, 2)
    assert 0 == library.gate.sweep()
    assert 1 == store.drafts.sweep(dt.timedelta(0))
    assert None is store.prompts.of_message(1, 2)


def test_a_title_follows_the_live_revision(library: Library, write: Write) -> None:
    """An update with a new title gives the article that title, and taking it back gives the old one back."""
    first = library.publish(write("Old", OPENING), by="ann").article
    draft = library.gate.draft(write("New", FARES), by="ann", article_id=first.id)
    change = library.gate.publish(draft.id, by="ann").change
    assert first.id == library.publish(write("New", DEARER), by="ann").article.id
    assert change
    library.history.make_live(first.id, 1, by="ann", base=3)
    assert first.id == library.publish(write("Old", TRADERS), by="ann").article.id
    assert 1 == len(library.articles())


def test_a_long_text_is_compared_in_a_moment(library: Library, write: Write) -> None:
    """Two thousand passages, each with another word: every one is found again as what it became."""
    words = [secrets.token_hex(4) for _ in range(20_000)]
    texts = [" ".join(words[start : start + 40]) for start in range(0, 20_000, 20)]
    library.publish(write(text=one_text(*texts)), by="ann")
    draft = library.gate.draft(write(text=one_text(*(f"{text} changed" for text in texts))), by="ann")
    seen = library.gate.preview(draft.id).difference
    assert (0, 0) == (len(seen.added), len(seen.removed)) and 500 < len(seen.changed)


def test_questions_see_a_published_draft_at_once(library: Library, write: Write) -> None:
    """The answer after it is from the new text, the one before it from the old."""
    library.publish(write(text=FARES), by="ann")
    query = Query(text="What do ferry tickets cost?")
    draft: Draft = library.gate.draft(write(text=DEARER), by="ann")
    assert FARES == library.ask(query).citations[0].passage.text
    library.gate.publish(draft.id, by="ann")
    assert DEARER == library.ask(query).citations[0].passage.text
