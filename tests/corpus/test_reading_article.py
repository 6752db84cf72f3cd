"""The shipped article, and what reading leaves out."""

import datetime as dt

import pytest

from corpus import bundled
from corpus.articles import Manuscript
from corpus.reading.formats import read

BODY = (
    "The council of the town voted on Tuesday to keep the keeper of the lighthouse.\n\n"
    "Nobody slept that night in the harbour."
)


@pytest.fixture(name="shipped")
def _shipped() -> Manuscript:
    return bundled.manuscript()


def test_article_has_its_title_once(shipped: Manuscript) -> None:
    """The title is the title, and no part of the text."""
    assert "Why Trump-Putin Talks Are Unlikely to Quickly End the Ukraine War" == shipped.title
    assert "Unlikely to Quickly" not in shipped.text


def test_article_ends_with_its_last_sentence(shipped: Manuscript) -> None:
    """The comment form is gone, and said to be."""
    assert shipped.text.endswith("direct talks between Zelensky and Putin.")
    assert ("a comment form (2 lines)", "the title, repeated") == shipped.left_out


def test_article_has_one_heading(shipped: Manuscript) -> None:
    """Its question is a heading; its short paragraphs are none."""
    assert ["Why would Putin engage in talks now?"] == [shipped.text[slice(*span)] for span in shipped.headings]


def test_article_names_no_date(shipped: Manuscript) -> None:
    """What an article does not say is not made up."""
    assert (None, None, None, "en") == (shipped.date, shipped.author, shipped.source, shipped.language)


def test_article_is_verbatim(shipped: Manuscript) -> None:
    """What is left is as it came, wrong quotation marks included."""
    assert shipped.text in bundled.content().decode()
    assert "Putin—”he’s just tapping me along,” he remarked" in shipped.text


def test_windows_file_reads_the_same(shipped: Manuscript) -> None:
    """A byte-order mark and other line ends change nothing."""
    content = b"\xef\xbb\xbf" + bundled.content().replace(b"\n", b"\r\n")
    assert shipped == read(bundled.NAME, content)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    ("tail", "left_out"),
    [
        ("Leave a Reply", "a comment form (1 line)"),
        ("Leave a Comment\n\nComment *\n\nName *\n\nEmail *\n\nPost Comment", "a comment form (5 lines)"),
        ("Leave a Reply Cancel reply\n\nSave my name, email, and website in this browser for the next time I comment.",
         "a comment form (2 lines)"),
        ("2 Comments\n\nJoe says: First.\n\nLeave a Reply", "readers' comments (2 lines)"),
        ("Share this:\n\nFacebook\n\nTwitter", "invitations to share or subscribe (3 lines)"),
        ("Subscribe to our weekly newsletter", "invitations to share or subscribe (1 line)"),
        ("Related posts\n\nA storm in the night\n\nThe bridge", "links to other articles (3 lines)"),
        ("© 2031 Harbour Post", "a copyright line (1 line)"),
        ("We use cookies to improve your experience.\n\nAccept all", "a cookie notice (2 lines)"),
    ],
)  # fmt: skip
def test_furniture_at_the_end_is_left_out(name: str, tail: str, left_out: str) -> None:
    """It is the same in each format, and it is listed."""
    manuscript = read(name, f"The keeper stays\n\n{BODY}\n\n{tail}".encode())
    assert BODY == manuscript.text
    assert left_out in manuscript.left_out


FURNITURE = {
    "ru": (
        "Войти\n\nМы используем файлы cookie, чтобы сайт работал лучше.\n\nПринять",
        "14 марта 2031 · Автор: Анна Иванова · 5 минут чтения",
        (
            "Подписывайтесь на наш Telegram-канал\n\nЧитайте также\n\nБуря\n\nОставить комментарий\n\n"
            "Обязательные поля помечены *\n\n2031 Порт. Все права защищены."
        ),
    ),
    "uk": (
        "Головна\n\nЦей сайт використовує файли cookie. Продовжуючи, ви погоджуєтеся з цим.\n\nПрийняти всі",
        "Опубліковано: 14 березня 2031 · Автор: Анна Іваненко",
        "Поділитися\n\nЧитайте також\n\nБуря\n\nЗалишити коментар\n\n2031 Порт. Всі права захищені.",
    ),
    "de": (
        "Zum Inhalt springen\n\nWir verwenden Cookies. Wenn Sie zustimmen, messen wir.\n\nAlle akzeptieren",
        "Stand: 14. März 2031 | Von Anna Meyer | Lesezeit: 5 Minuten",
        (
            "Artikel teilen\n\nDas könnte Sie auch interessieren\n\nEin Sturm\n\nSchreibe einen Kommentar\n\n"
            "Deine E-Mail-Adresse wird nicht veröffentlicht.\n\n2031 Hafen. Alle Rechte vorbehalten."
        ),
    ),
    "es": (
        "Saltar al contenido\n\nUtilizamos cookies para mejorar su experiencia.\n\nAceptar todas",
        "14 de marzo de 2031 | Por Ana García | 5 min de lectura",
        (
            "Compartir\n\nTe puede interesar\n\nUna tormenta\n\nDeja un comentario\n\n"
            "2031 Puerto. Todos los derechos reservados."
        ),
    ),
}


@pytest.mark.parametrize(("above", "details", "below"), FURNITURE.values(), ids=FURNITURE)
def test_furniture_is_left_out_in_each_language(above: str, details: str, below: str) -> None:
    """Whoever reads the program in a language has articles in it, too."""
    manuscript = read("a.txt", f"{above}\n\nThe keeper stays\n\n{details}\n\n{BODY}\n\n{below}".encode())
    assert ("The keeper stays", BODY, dt.date(2031, 3, 14)) == (manuscript.title, manuscript.text, manuscript.date)
    assert manuscript.author
    kinds = {part.rpartition(" (")[0] or part for part in manuscript.left_out}
    assert {
        "the navigation", "a cookie notice", "the line with the date and the author",
        "invitations to share or subscribe", "links to other articles", "a comment form", "a copyright line",
    } <= kinds  # fmt: skip


def test_furniture_at_the_start_is_left_out() -> None:
    """What stands above the title goes too."""
    head = "Skip to content\n\nThis site uses cookies. By continuing you agree to our policy.\n\nThe keeper stays"
    manuscript = read("a.txt", f"{head}\n\nShare this\n\n{BODY}".encode())
    assert ("The keeper stays", BODY) == (manuscript.title, manuscript.text)


@pytest.mark.parametrize(
    "words",
    [
        "Leave a reply to every letter, the keeper said.\n\nThat was his rule for as long as he kept the lamp there.",
        "Share this\n\nThat was written on the door of the lamp room, and nobody ever knew why it was written there.",
        "We use cookies in the galley, and the crew accepts them with every cup of tea that is served on board.",
    ],
)
def test_words_of_the_author_stay(words: str) -> None:
    """In the middle of an article the same words are its own."""
    text = f"{BODY}\n\n{words}\n\n{BODY}"
    assert text == read("a.txt", f"The keeper stays\n\n{text}".encode()).text


@pytest.mark.parametrize(
    ("line", "date", "author"),
    [
        ("14 March 2031", dt.date(2031, 3, 14), None),
        ("Published on Friday, March 14th, 2031", dt.date(2031, 3, 14), None),
        ("2031-03-14T08:30:00Z", dt.date(2031, 3, 14), None),
        ("14. März 2031", dt.date(2031, 3, 14), None),
        ("Опубликовано: 14 марта 2031 г.", dt.date(2031, 3, 14), None),
        ("14 de marzo de 2031", dt.date(2031, 3, 14), None),
        ("2031年3月14日", dt.date(2031, 3, 14), None),
        ("14.03.2031", dt.date(2031, 3, 14), None),
        ("By Jane Doe", None, "Jane Doe"),
        (
            "By Jane Doe and John van der Roe | 14 March 2031 · 5 min read",
            dt.date(2031, 3, 14),
            "Jane Doe and John van der Roe",
        ),
        ("Автор: Анна Иванова", None, "Анна Иванова"),
    ],
)
def test_date_and_author_are_understood(line: str, date: dt.date | None, author: str | None) -> None:
    """A line that names nothing else is no part of the text."""
    manuscript = read("a.txt", f"The keeper stays\n\n{line}\n\n{BODY}".encode())
    assert (date, author, BODY) == (manuscript.date, manuscript.author, manuscript.text)
    assert any("the line with the" in part for part in manuscript.left_out)


@pytest.mark.parametrize("line", ["31 February 2031", "03/04/2031", "By night.", "On 14 March 2031 the keeper left."])
def test_other_lines_are_text(line: str) -> None:
    """Days that are none or may be two, and sentences, stay."""
    manuscript = read("a.txt", f"The keeper stays\n\n{line}\n\n{BODY}".encode())
    assert (None, None) == (manuscript.date, manuscript.author)
    assert line in manuscript.text


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("harbour_lights-2.txt", BODY, "Harbour lights 2"),
        ("../../etc/harbour.txt", BODY, "Harbour"),
        ("C:\\notes\\harbour.TXT", BODY, "Harbour"),
        ("har\u202ebour\x07.txt", BODY, "Harbour"),
        (".txt", BODY, "The council of the town voted on Tuesday to keep the keeper of the lighthouse.…"),
        ("a.txt", f"Keep\u202eer\n\n{BODY}", "Keeper"),
        ("a.txt", f"The keeper stays.\nThe keeper stays.\n\n{BODY}", "The keeper stays."),
        ("a.txt", f"Only one line of text\n\n{BODY}", "Only one line of text"),
    ],
)
def test_title_is_the_best_there_is(name: str, text: str, title: str) -> None:
    """The first line, or the file's name without folders and tricks, or the first words."""
    assert title == read(name, text.encode()).title


def test_only_paragraph_is_no_title() -> None:
    """A text is not lost to its title."""
    manuscript = read("harbour.txt", b"The harbour opens on Monday\n\n14 March 2031")
    assert ("Harbour", "The harbour opens on Monday") == (manuscript.title, manuscript.text)


def test_long_title_is_cut() -> None:
    """A title fits into a citation."""
    title = read("a.md", f"# {'harbour ' * 100}\n\n{BODY}".encode()).title
    assert len(title) <= 300
    assert title.endswith("harbour…")


def test_control_characters_are_left_out() -> None:
    """What turns a line around or cannot be shown goes, and is listed."""
    manuscript = read("a.txt", f"The keeper stays\n\n{BODY[:20]}\u202e\x07{BODY[20:]}".encode())
    assert BODY == manuscript.text
    assert ("control characters",) == manuscript.left_out


def test_given_source_counts() -> None:
    """Where the moderator sent a link, that is the address."""
    assert "https://a.example/b" == read("a.txt", BODY.encode(), source="https://a.example/b").source


@pytest.mark.parametrize(
    ("named", "source"),
    [("https://a.example/b", "https://a.example/b"), ("https://b.example/", "https://www.a.example/b?utm_source=x")],
)
def test_page_names_its_address_for_good(named: str, source: str) -> None:
    """What a link carries along is left out, where the page says so; but no page speaks for another site."""
    page = f'<link rel="canonical" href="{named}"><p>{BODY}'
    assert source == read("a.html", page.encode(), source="https://www.a.example/b?utm_source=x").source


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Short."),
        ("en", "1, 2, 3."),
        ("en", BODY),
        ("de", ("Der Rat der Stadt hat am Dienstag beschlossen, den Leuchtturm zu behalten. Niemand schlief in dieser "
         "Nacht, denn die Entscheidung war knapp.")),
        ("ru", "Городской совет решил во вторник оставить смотрителя маяка."),
        ("zh", "市议会星期二投票决定保留灯塔看守人。"),
        ("uk", "Міська рада у вівторок вирішила залишити доглядача маяка на його посаді, і ніхто не спав тієї ночі."),
        ("fr", ("Le conseil municipal a voté mardi pour garder le gardien du phare. Personne n’a dormi cette nuit-là "
         "dans le port, car le vote était serré.")),
    ],
)  # fmt: skip
def test_language_is_recognised(language: str, text: str) -> None:
    """A text too short to tell is English."""
    assert language == read("a.txt", text.encode()).language
