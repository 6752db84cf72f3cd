"""A group's own collection: its admins edit it, that group reads it, and nothing of it shows anywhere else."""

import io
from contextlib import closing
from pathlib import Path

import pytest

from bot.application import build_application
from bot.choices import collection_code
from bot.settings import Settings
from corpus.archives import read
from corpus.articles import Manuscript
from corpus.errors import CollectionFull
from corpus.library import Library
from corpus.store import Act, Room
from tests.bot.talk import Talk, Telegram
from tests.bot.test_moderation import ARTICLE, REVISED
from tests.bot_api import (
    ADMIN,
    ANONYMOUS,
    ASKER,
    GROUP,
    OTHER,
    OWNER,
    SMALL_GROUP,
    BotApi,
    Json,
    Refused,
    buttons,
    links,
)

FERRY = "/ask What do ferry tickets cost?"
EUROS = "four euros"
NOT_MODERATOR = "I read files only from moderators. Ask me a question instead."
UNKNOWN_ANSWER, UNKNOWN_ARTICLE = "I know no answer with this number.", "There is no such article here."


async def _opened(talk: Talk, *, by: Json = ADMIN, in_: Json = GROUP) -> str:
    """An admin gives the group a collection of its own; the link for editing it."""
    (panel,) = await talk.write("/settings", by=by, to=in_)
    page = await talk.press(panel, next(label for label in buttons(panel) if label.startswith("Articles: ")), by=by)
    page = await talk.press(page, "○ this group’s own", by=by)
    assert "● this group’s own" in buttons(page)
    return links(page)["Edit them in private"].rpartition("=")[2]


async def _edited(talk: Talk, *, by: Json = ADMIN) -> str:
    """… and publishes an article there, in private; its id."""
    link = await _opened(talk, by=by)
    await talk.write(f"/start {link}", by=by)
    await talk.publish("harbour.txt", ARTICLE, by=by)
    library: Library = talk.application.bot_data.library
    (article,) = library.articles(link.removeprefix("c_"))
    return article.id


async def test_from_settings_to_an_answer(talk: Talk, library: Library) -> None:
    """Chosen in the group, edited in private, answered from in the group; all of it is in the audit log."""
    link = await _opened(talk)
    (told,) = await talk.write(f"/start {link}", by=ADMIN)
    assert "Here you now read and edit the articles of “Readers”: send me a file. /settings leads back." == told["text"]
    (published,) = await talk.publish("harbour.txt", ARTICLE, by=ADMIN)
    assert published["text"].startswith("✓ “Harbour opens on Monday” is live")
    assert EUROS in (await talk.ask(FERRY, to=GROUP))["text"]
    (audit,) = await talk.write("/audit", by=ADMIN)
    assert audit["text"].startswith("Who changed what in “Readers”")
    chosen = f"Ann: changed setting “Articles”, now group{GROUP['id']}"
    assert ["Ann: published “Harbour opens on Monday”, revision 1", chosen, "Ann: opened this collection"] == [
        line[6:] for line in audit["text"].splitlines()[2:5]
    ]
    assert "Harbour" not in str([article.live for article in library.articles()])


async def test_back_again(talk: Talk) -> None:
    """An admin reads in private what they read before, when they choose so; the group as well, and back."""
    await _edited(talk)
    (panel,) = await talk.write("/settings", by=ADMIN)
    page = await talk.press(panel, "Articles: Readers", by=ADMIN)
    await talk.press(page, "○ main", by=ADMIN)
    assert EUROS not in (await talk.ask("What do ferry tickets cost?", by=ADMIN))["text"]
    (panel,) = await talk.write("/settings", by=ADMIN, to=GROUP)
    page = await talk.press(panel, "Articles: this group’s own", by=ADMIN)
    page = await talk.press(page, "○ main", by=ADMIN)
    assert EUROS not in (await talk.ask(FERRY, to=GROUP))["text"] and "Edit them in private" not in links(page)
    await talk.press(page, "○ this group’s own", by=ADMIN)
    assert EUROS in (await talk.ask(FERRY, to=GROUP, by=OTHER))["text"]


async def test_it_cannot_be_read_from_another_group(talk: Talk, api: BotApi) -> None:
    """Not asked, not verified, not chosen by a forged press."""
    await _edited(talk)
    own = await talk.ask(FERRY, to=GROUP)
    number = own["text"].rpartition("#")[2].split()[0]
    assert EUROS not in (await talk.ask(FERRY, to=SMALL_GROUP))["text"]
    assert UNKNOWN_ANSWER == (await talk.ask(f"/verify {number}", to=SMALL_GROUP))["text"]
    assert "still word for word" in (await talk.ask(f"/verify {number}", to=GROUP))["text"]
    (panel,) = await talk.write("/settings", by=ADMIN, to=GROUP)
    page = await talk.press(panel, "Articles: this group’s own", by=ADMIN)
    code = next(data for label, data in buttons(page).items() if "own" in label)
    (panel,) = await talk.write("/settings", by=ADMIN, to=SMALL_GROUP)
    await talk.take(api.press_data(panel, code, by=ADMIN))
    assert EUROS not in (await talk.ask(FERRY, to=SMALL_GROUP, by=OTHER))["text"]


@pytest.mark.parametrize("by", [ASKER, OTHER])
async def test_members_read_it_only_in_the_group(talk: Talk, api: BotApi, by: Json) -> None:
    """In private a member gets nothing of it: by no question, id, number, link, list or forged press."""
    article = await _edited(talk)
    answer = await talk.ask(FERRY, to=GROUP, by=by)
    number = answer["text"].rpartition("#")[2].split()[0]
    (start,) = await talk.write("/start", by=by)
    said = [
        await talk.write("What do ferry tickets cost?", by=by),
        await talk.write("/articles", by=by),
        await talk.write(f"/outline {article}", by=by),
        await talk.write(f"/verify {number}", by=by),
        await talk.write(f"/start a_{article}", by=by),
        await talk.write(f"/start q_{number}", by=by),
        await talk.write(f"/start c_group{GROUP['id']}", by=by),
    ]
    assert [UNKNOWN_ARTICLE, UNKNOWN_ANSWER, UNKNOWN_ARTICLE, UNKNOWN_ANSWER] == [one[0]["text"] for one in said[2:6]]
    assert "Only the admins of that group can edit its articles." == said[6][0]["text"]
    for action in "todpcwvhna":
        said.append(await talk.take(api.press_data(start, f"{action}:1:{article}", by=by)))
        said.append(await talk.take(api.press_data(start, f"{action}:0:{number}", by=by)))
    assert not any(word in str(one) for one in said for word in ("Harbour", "Lisbon", "euros"))
    assert "Harbour" not in str(api.messages[by["id"], start["message_id"]])


async def test_owners_read_nothing_of_it(talk: Talk, api: BotApi, library: Library) -> None:
    """By no list, figure, log, export, number, link or forged press; in the group, they ask like everybody."""
    article = await _edited(talk)
    (draft,) = await talk.take(api.attach("harbour.txt", REVISED, by=ADMIN))
    name, code = f"group{GROUP['id']}", collection_code(f"group{GROUP['id']}")
    await talk.ask("/ask Which Lisbon whale sings?", to=GROUP)
    lesson = library.school.teach("Who rules Lisbon?", None, by="x", collection=name)
    library.school.add_synonyms("Lisbon, Lisboa", by="x", collection=name)
    library.people.set(OWNER["id"], collection=name)  # as an owner could choose before
    number = (await talk.ask(FERRY, to=GROUP, by=OWNER))["text"].rpartition("#")[2].split()[0]
    said = [
        await talk.write(text, by=OWNER)
        for text in (
            "/start", "What do ferry tickets cost?", "/articles", f"/outline {article}", f"/verify {number}", "/stats",
            f"/start a_{article}", f"/start q_{number}", f"/start c_{name}", f"/history {article}", "/open",
            "/lessons", "/synonyms", "/drafts", "/audit", "/settings",
        )
    ]  # fmt: skip
    message = said[0][0]
    presses = [f"{action}:0:{subject}" for action in "PUEYXQKiLHVfkZrxtodp" for subject in (article, f"{article}-1")]
    presses += [
        f"{action}:0:{button.rpartition(':')[2]}" for action in "PUEYXKiL" for button in buttons(draft).values()
    ]
    presses += [f"{action}:0:{code}" for action in "9267A"] + [f"{action}:0:l{lesson.id}" for action in "34T"]
    presses += [f"{action}:0:{number}" for action in "pcwvhnaTC"] + [f"D:0:{article}-0", f"m:0:{article}-1"]
    for data in presses:
        said.append(await talk.take(api.press_data(message, data, by=OWNER)))
        said.append([api.messages[OWNER["id"], message["message_id"]]])
    (exported,) = await talk.write("/export", by=OWNER)
    archive = read(io.BytesIO(api.files[exported["document"]["file_id"]]))
    assert "Harbour" not in str(archive) and [row.id for row in archive.articles] == [library.articles()[0].id]
    told = str(said) + str([text for text in api.answered.values() if text])
    assert not any(word in told for word in ("Harbour", "Lisb", "euros", "whale"))
    assert library.article(article).live and 1 == len(library.gate.open(name))


async def test_an_owner_deletes_it_for_good(talk: Talk, library: Library) -> None:
    """The law may ask for it: by its id, without reading it, after two questions, and on record."""
    article = await _edited(talk)
    (closed,) = await talk.write(f"/history {article}", by=OWNER)
    said = closed["text"]
    assert said.startswith(f"Article {article} is a group’s own: only its admins read and change it.")
    asked = await talk.press(closed, "Delete for good", by=OWNER)
    assert f"Delete all revisions of “{article}” for good?" in asked["text"]
    assert said == (await talk.press(asked, "Keep", by=OWNER))["text"]
    for label in ("Delete for good", "Go on", "Delete for good"):
        await talk.press(closed, label, by=OWNER)
    assert EUROS not in (await talk.ask(FERRY, to=GROUP))["text"]
    entries = list(library.audit.entries(f"group{GROUP['id']}"))
    assert ("purged", f"telegram:{OWNER['id']}") == (entries[0].act, entries[0].by)
    (told,) = await talk.write(f"/history {article}", by=ASKER)
    assert UNKNOWN_ARTICLE == told["text"]


async def test_inline_mode_offers_nothing_of_it(talk: Talk, api: BotApi) -> None:
    """Also to its admins, who read it in private: what they send goes to any chat."""
    await _edited(talk)
    number = (await talk.ask(FERRY, to=GROUP))["text"].rpartition("#")[2].split()[0]
    for text in ("What do ferry tickets cost?", "", f"#{number}", f"#{number}_1"):
        await talk.take(api.type(text, by=ADMIN))
        assert "Harbour" not in str(api.offered) and EUROS not in str(api.offered)
    await talk.take(api.call_as_guest("@quoth_bot What do ferry tickets cost?", by=ADMIN))
    assert EUROS not in str(api.guest_answers)


async def test_no_button_shares_it(talk: Talk) -> None:
    """A share would lead nowhere."""
    await _edited(talk)
    assert "Share" in links(await talk.ask("/ask What surprised many in Helsinki in 2018?", to=SMALL_GROUP))
    assert "Share" not in links(await talk.ask(FERRY, to=GROUP))


async def test_an_admin_no_more(talk: Talk, api: BotApi, library: Library) -> None:
    """When Telegram tells us, the right is gone at once: to publish, to read, and under messages that were open."""
    article = await _edited(talk)
    answer = await talk.ask("What do ferry tickets cost?", by=ADMIN)
    (listed,) = await talk.write("/articles", by=ADMIN)
    (card,) = await talk.take(api.press(listed, "1", by=ADMIN))
    asked = await talk.press(card, "Withdraw", by=ADMIN)
    assert EUROS in answer["text"]
    await talk.take(_demoted(api))
    await talk.press(asked, "Withdraw", by=ADMIN)
    assert "Only a moderator of these articles can do that." == talk.notice and library.article(article).live
    await talk.press(answer, "In context", by=ADMIN)
    assert "I no longer know this answer. Please ask again." == talk.notice
    (told,) = await talk.publish("harbour.txt", REVISED, by=ADMIN)
    assert NOT_MODERATOR == told["text"]
    assert EUROS not in (await talk.ask("What do ferry tickets cost?", by=ADMIN))["text"]
    assert "Harbour" not in (await talk.ask("/articles", by=ADMIN))["text"]
    assert "Articles: Readers" not in buttons(await talk.ask("/settings", by=ADMIN))
    (audit,) = await talk.write("/audit", by=ADMIN)
    assert "Only a moderator of these articles can do that." == audit["text"]


async def test_an_admin_no_more_where_telegram_does_not_tell(talk: Talk, api: BotApi) -> None:
    """The right is gone as soon as what Telegram said before is a minute old."""
    await _edited(talk)
    api.admins.clear()
    known = talk.application.bot_data.rights.known
    known.update({key: (until - 61, is_admin) for key, (until, is_admin) in known.items()})
    (told,) = await talk.publish("harbour.txt", REVISED, by=ADMIN)
    assert NOT_MODERATOR == told["text"]


async def test_a_new_admin(talk: Talk, api: BotApi) -> None:
    """May edit at once, when Telegram tells us."""
    await _edited(talk)
    (told,) = await talk.write(f"/start c_group{GROUP['id']}", by=OTHER)
    assert told["text"].startswith("Only the admins")
    await talk.take(_stands(api, OTHER, "member", "administrator"))
    (told,) = await talk.write(f"/start c_group{GROUP['id']}", by=OTHER)
    assert told["text"].startswith("Here you now read and edit")


@pytest.mark.parametrize(
    "refusal",
    [Refused(403, "Forbidden: bot was kicked from the supergroup chat"), Refused(400, "Bad Request: chat not found")],
)
async def test_where_telegram_cannot_say(talk: Talk, api: BotApi, refusal: Refused) -> None:
    """Sent away from the group, we know none of its admins, and nobody edits."""
    await _edited(talk)
    talk.application.bot_data.rights.known.clear()

    def refuse(_: Json) -> Json:
        raise refusal

    api._getChatMember = refuse  # type: ignore[method-assign, assignment]
    (told,) = await talk.publish("harbour.txt", REVISED, by=ADMIN)
    assert NOT_MODERATOR == told["text"]


async def test_an_anonymous_admin(talk: Talk, library: Library) -> None:
    """Writes the command as the group, and presses under their own name, which the log has."""
    (panel,) = await talk.write("/settings", by=ANONYMOUS, sender_chat=GROUP, to=GROUP)
    page = await talk.press(panel, "Articles: main", by=ADMIN)
    await talk.press(page, "○ this group’s own", by=ASKER)
    assert "Only the admins of this group can do that." == talk.notice
    await talk.press(page, "○ this group’s own", by=ADMIN)
    assert ["telegram:10"] * 2 == [one.by for one in library.audit.entries(f"group{GROUP['id']}")]


async def test_a_group_that_became_a_supergroup(talk: Talk) -> None:
    """Takes its own collection along; the link that edits it stays good."""
    link = await _opened(talk, in_=SMALL_GROUP)
    new = SMALL_GROUP | {"id": -1001000000055, "type": "supergroup"}
    await talk.write(by=ADMIN, to=SMALL_GROUP, migrate_to_chat_id=new["id"])
    await talk.write("hello", by=ADMIN, to=new)
    (told,) = await talk.write(f"/start {link}", by=ADMIN)
    assert told["text"].startswith("Here you now read and edit the articles of “Three of us”")
    await talk.publish("harbour.txt", ARTICLE, by=ADMIN)
    assert EUROS in (await talk.ask(FERRY, to=new))["text"]
    assert EUROS not in (await talk.ask(FERRY, to=GROUP))["text"]


async def test_nobody_is_named_for_it(talk: Talk, api: BotApi, library: Library) -> None:
    """Its admins moderate it: /moderators says so, and a moderator of other articles cannot edit it."""
    link = await _opened(talk)
    api.admins.add(OWNER["id"])
    await talk.write(f"/start {link}", by=OWNER)
    (told,) = await talk.write("/moderators", by=OWNER)
    assert "These articles are a group’s own: its admins moderate them." == told["text"]
    library.moderators.name(link.removeprefix("c_"), OTHER["id"], by="forged")
    (told,) = await talk.write(f"/start {link}", by=OTHER)
    assert told["text"].startswith("Only the admins of that group")


async def test_two_groups(talk: Talk) -> None:
    """An admin of both edits each apart."""
    await _edited(talk)
    link = await _opened(talk, in_=SMALL_GROUP)
    await talk.write(f"/start {link}", by=ADMIN)
    await talk.publish("harbour.txt", REVISED, by=ADMIN)
    assert EUROS in (await talk.ask(FERRY, to=GROUP))["text"]
    assert "five euros" in (await talk.ask(FERRY, to=SMALL_GROUP))["text"]


@pytest.mark.parametrize("room", [Room(articles=1), Room(characters=len(ARTICLE) + 10)])
async def test_room(settings: Settings, database: str, api: BotApi, room: Room) -> None:
    """It holds so many articles and so much text; what is too much is refused in one sentence and changes nothing."""
    library = Library.open(database, room=room)
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        await _edited(talk)
        other = b"The port\n\nA museum of ships opens at the port in May, and its captain tells of the storms he saw."
        await talk.publish("other.txt", other, by=ADMIN)
        assert "This group has as many articles, or as much text, as it may have." == talk.notice
        (draft,) = await talk.take(api.attach("other.txt", other, by=ADMIN | {"language_code": "de"}))
        await talk.press(draft, "Veröffentlichen", by=ADMIN | {"language_code": "de"})
        assert (talk.notice or "").startswith("Diese Gruppe hat schon so viele Artikel")
        assert EUROS in (await talk.ask(FERRY, to=GROUP))["text"]
        (listed,) = await talk.write("/articles", by=ADMIN)
        assert "port" not in listed["text"]
        await talk.publish("harbour.txt", ARTICLE)  # the owner's own articles have no such bounds
        await talk.publish("harbour.txt", REVISED)
    library.close()


async def test_room_for_lessons(settings: Settings, database: str, api: BotApi) -> None:
    """So many, and as many lines of synonyms; one more is refused in a sentence, an old one may be tied anew."""
    library = Library.open(database, room=Room(lessons=1))
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        await _edited(talk)

        async def teach(question: str) -> str:
            (choices,) = await talk.write(f"/teach {question}", by=ADMIN)
            return str((await talk.press(choices, "The articles do not answer this", by=ADMIN))["text"])

        assert (await teach("Who rules?")).startswith("Taught:") and (await teach("who rules?")).startswith("Taught:")
        await teach("Who pays?")
        assert "This group has as many lessons, or lines of synonyms, as it may have." == talk.notice
        (told,) = await talk.write("/synonyms ferry, boat", by=ADMIN)
        assert "ferry, boat" in told["text"]
        (told,) = await talk.write("/synonyms pier, quay", by=ADMIN)
        assert "This group has as many lessons, or lines of synonyms, as it may have." == told["text"]
        name = f"group{GROUP['id']}"
        assert (1, 1) == (len(library.school.lessons(name)), len(library.school.synonyms(name)))
        for number in range(3):
            library.school.teach(f"Who rules {number}?", None, by="x")
    library.close()


def test_a_deleted_lesson_needs_room_to_come_back(library: Library) -> None:
    """It is put back where no other has taken its place."""
    name = library.own_collections.open(GROUP["id"], by="x")
    library.own_collections.room = Room(lessons=1)
    lesson = library.school.teach("Who rules?", None, by="x", collection=name)
    library.school.unteach(lesson, by="x")
    other = library.school.teach("Who pays?", None, by="x", collection=name)
    with pytest.raises(CollectionFull):
        library.school.reteach(lesson, by="x")
    library.school.unteach(other, by="x")
    assert library.school.reteach(lesson, by="x")


@pytest.mark.parametrize("room", [Room(articles=1), Room(characters=30), Room(lessons=1)])
def test_an_archive_needs_room(library: Library, tmp_path: Path, write_to: Manuscript, room: Room) -> None:
    """Where it brings too much of a group’s own, nothing of it is imported; a rehearsal says so before."""
    name = library.own_collections.open(GROUP["id"], by="x")
    for number in range(2):
        library.publish(write_to.model_copy(update={"title": f"Harbour {number}"}), by="x", collection=name)
        library.school.teach(f"Who rules {number}?", None, by="x", collection=name)
    file = io.BytesIO()
    library.export(file)
    with closing(Library.open(f"sqlite:///{tmp_path}/other.db", room=room, furnished=False)) as other:
        for rehearsing in (True, False):
            with pytest.raises(CollectionFull, match=f"{name} would have more than a group may have of its own"):
                other.take_in(file, by="x", rehearsing=rehearsing)
        assert name not in other.collections() and [] == other.articles()
        other.own_collections.room = Room()
        assert 3 == len(other.take_in(file, by="x"))
        other.own_collections.room = room
        assert 3 == len(other.take_in(file, by="x"))  # it brings nothing new


async def test_its_log_tells_of_the_groups_settings(talk: Talk, library: Library) -> None:
    """Who changed which to what; of a group that has no articles of its own, nobody could read that."""
    await _edited(talk)
    for group in (GROUP, SMALL_GROUP):
        (panel,) = await talk.write("/settings", by=ADMIN, to=group)
        page = await talk.press(panel, "Boldness: balanced", by=ADMIN)
        await talk.press(page, "○ bold", by=ADMIN)
    (audit,) = await talk.write("/audit", by=ADMIN)
    assert "Ann: changed setting “Boldness”, now bold" in audit["text"]
    settings = [one for one in library.audit.entries() if one.act == Act.SETTING_CHANGED]
    assert ["boldness", "collection"] == [one.subject for one in settings]


async def test_none(settings: Settings, database: str, api: BotApi) -> None:
    """Where the operator allows none, none is offered."""
    library = Library.open(database, room=Room(articles=0))
    async with build_application(settings, library, Telegram(api)) as application:
        (panel,) = await Talk(api, application).write("/settings", by=ADMIN, to=GROUP)
        assert not any(label.startswith("Articles") for label in buttons(panel))
    library.close()


def test_a_full_collection_may_be_corrected(library: Library, write_to: Manuscript) -> None:
    """A new revision takes no room among the articles."""
    name = library.own_collections.open(GROUP["id"], by="x")
    library.own_collections.room = Room(articles=1)
    library.publish(write_to, by="x", collection=name)
    library.publish(write_to.model_copy(update={"text": "The harbour opens late."}), by="x", collection=name)
    with pytest.raises(CollectionFull):
        library.publish(write_to.model_copy(update={"title": "Another"}), by="x", collection=name)


def test_drafts_have_room_too(library: Library, write_to: Manuscript) -> None:
    """Twenty may wait, none longer than all text may be; what is refused is not kept."""
    name = library.own_collections.open(GROUP["id"], by="x")
    library.own_collections.room = Room(characters=1000)
    for _ in range(20):
        library.gate.draft(write_to, by="x", collection=name)
    for manuscript in (write_to, write_to.model_copy(update={"text": "x" * 1001})):
        with pytest.raises(CollectionFull):
            library.gate.draft(manuscript, by="x", collection=name)
        library.gate.draft(manuscript, by="x")
    assert 20 == len(library.gate.open(name))
    library.gate.discard(library.gate.open(name)[0].id)
    assert library.gate.draft(write_to, by="x", collection=name)


@pytest.fixture(name="write_to")
def _write_to() -> Manuscript:
    return Manuscript(title="Harbour", text="The harbour opens.", headings=())


def _demoted(api: BotApi) -> Json:
    return _stands(api, ADMIN, "administrator", "member")


def _stands(api: BotApi, user: Json, was: str, now: str) -> Json:
    """Telegram tells of a change among the members."""
    (api.admins.add if now == "administrator" else api.admins.discard)(user["id"])
    change = {"chat": GROUP, "from": OWNER, "date": api.now}
    return api._update(
        "chat_member", change | {"old_chat_member": _member(user, was), "new_chat_member": _member(user, now)}
    )


def _member(user: Json, status: str) -> Json:
    rights = ("can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
              "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
              "can_edit_stories can_delete_stories")  # fmt: skip
    return {"status": status, "user": user} | (dict.fromkeys(rights.split(), False) if status != "member" else {})
