"""Groups: how a message speaks to us, and what it asks."""

from __future__ import annotations

from telegram import Message, MessageEntity
from telegram.ext import filters

from bot.access import GROUPS, PRIVATE

_LONGEST = 4_096


class _Ask(filters.MessageFilter):
    """Begins with /ask, or /ask@ and our name."""

    def filter(self, message: Message) -> bool:
        return _ask_command(message) is not None


class _ToUs(filters.MessageFilter):
    """Mentions us, or replies to something that we said."""

    def filter(self, message: Message) -> bool:
        return bool(_mentions(message)) or _replies_to_us(message)


class _Command(filters.MessageFilter):
    """Begins with a command, in text or caption, ours or another bot's."""

    def filter(self, message: Message) -> bool:
        return any(entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0 for entity in _entities(message))


class _Named(filters.MessageFilter):
    """Begins with a command that bears our name, so that it is no other bot's."""

    def filter(self, message: Message) -> bool:
        _entity, _name, addressee = _command(message)
        return addressee == _our_name(message)


WORDS = filters.TEXT | filters.CAPTION
COMMAND = _Command()
NAMED = _Named()
ASKED = WORDS & (_Ask() | ~COMMAND & (PRIVATE | GROUPS & _ToUs()))
"""Asks us something: in private everything that is no command, in a group only what is said to us."""


def question_in(message: Message) -> str:
    """What a message asks: its words without our name; where none are left, those of the message it replies to."""
    words = _own_words(message)
    if words or _replies_to_us(message):
        return words
    if message.quote:
        return message.quote.text
    return _own_words(message.reply_to_message) if message.reply_to_message else ""


def _own_words(message: Message) -> str:
    # Entities count in UTF-16 units.
    text = (message.text or message.caption or "").encode("utf-16-le")
    ours = [entity for entity in (_ask_command(message), *_mentions(message)) if entity]
    for entity in sorted(ours, key=lambda entity: entity.offset, reverse=True):
        text = text[: 2 * entity.offset] + text[2 * (entity.offset + entity.length) :]
    return " ".join(text.decode("utf-16-le", "replace").split())[:_LONGEST]


def _ask_command(message: Message) -> MessageEntity | None:
    entity, name, addressee = _command(message)
    return entity if name == "/ask" and addressee in {"", _our_name(message)} else None


def _command(message: Message) -> tuple[MessageEntity | None, str, str]:
    """The command that a message begins with, and whom it names; empty where it begins with none."""
    for entity, text in _texts(message):
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            name, _, addressee = text.lower().partition("@")
            return entity, name, addressee
    return None, "", ""


def _mentions(message: Message) -> list[MessageEntity]:
    return [
        entity
        for entity, text in _texts(message)
        if (entity.type == MessageEntity.MENTION and text.lower() == f"@{_our_name(message)}")
        or (entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == message.get_bot().id)
    ]


def _replies_to_us(message: Message) -> bool:
    """Whether it replies to words of ours: the opening of a topic, to which messages there reply, has none."""
    replied = message.reply_to_message
    return bool(replied and replied.text and replied.from_user and replied.from_user.id == message.get_bot().id)


def _texts(message: Message) -> list[tuple[MessageEntity, str]]:
    parse = message.parse_entities if message.text else message.parse_caption_entities
    return list(parse().items())


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return tuple(message.entities or message.caption_entities)


def _our_name(message: Message) -> str:
    return str(message.get_bot().username).lower()
