"""Press: what a button carries, in Telegram's 64 bytes."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Any, NamedTuple, Self

from telegram import InlineKeyboardButton, Update


@unique
class Action(StrEnum):
    """What a press asks for; one letter, because it travels in every button."""

    PASSAGE = "p"
    CONTEXT = "c"
    EXAMPLE = "e"
    REMOVE = "r"
    REMOVE_INDEED = "x"
    WHY = "w"
    HELPFUL = "h"
    NOT_HELPFUL = "n"
    ASK_EDITORS = "a"
    VERIFY = "v"
    ARTICLE = "t"
    ARTICLES = "l"
    OUTLINE = "o"
    READ = "d"
    SETTING = "s"
    CHOICE = "u"
    MODERATORS = "M"
    NAME_MODERATOR = "N"
    NAME_NOBODY = "B"
    REMOVE_MODERATOR = "R"
    INVITE = "I"
    REVOKE = "J"
    AUDIT = "A"
    TEACH = "T"
    BROWSE = "b"
    TIE = "y"
    TEACH_NONE = "O"
    TEACH_NOTHING = "0"
    TAKE_BACK = "1"
    LESSONS = "2"
    LESSON = "3"
    DELETE_LESSON = "4"
    RESTORE_LESSON = "5"
    EXPORT_LESSONS = "6"
    SYNONYMS = "7"
    REMOVE_SYNONYMS = "8"
    OPEN = "9"
    OPEN_QUESTION = "C"
    DISMISS = "F"
    RECOVER = "G"
    HOW_TO_ADD = "j"
    PREVIEW = "P"
    PUBLISH = "U"
    EDIT = "E"
    DETAIL = "Y"
    DISCARD = "X"
    REPLACE = "Q"
    KEEP_BOTH = "K"
    DIFFERENCE = "i"
    DRAFT_LESSONS = "L"
    HISTORY = "H"
    REVISION = "V"
    COMPARE = "f"
    MAKE_LIVE = "k"
    UNDO = "Z"
    PURGE = "D"
    PURGE_SURELY = "m"
    PURGE_INDEED = "q"


class Press(NamedTuple):
    """An action on a subject: the id of a question or of an article."""

    action: Action
    subject: str = ""
    position: int = 0
    """Which citation of the answer, or which page, from 0; of an article, which passage, from 1."""

    @property
    def data(self) -> str:
        return f"{self.action}:{self.position}:{self.subject}"

    @classmethod
    def of(cls, update: Update) -> Self:
        """Read the press that an update brings; `PressHandler` has seen to its form."""
        query = update.callback_query
        action, position, subject = ((query and query.data) or "").split(":", 2)
        return cls(Action(action), subject, int(position))

    def button(self, label: str) -> InlineKeyboardButton:
        return _Button(label, callback_data=self.data)


class _Button(InlineKeyboardButton):
    """Nothing but a label and a press, and so made JSON of in a tenth of the time that PTB looks for more."""

    __slots__ = ()
    # PTB asks at each of fifteen fields whether the button is finished.
    __setattr__ = object.__setattr__  # type: ignore[assignment]

    def to_dict(self, recursive: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002  (PTB's signature)
        return {"text": self.text, "callback_data": self.callback_data}
