"""A Bot API for tests: chats, messages and the refusals that Telegram would give; no network, no clock."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from tests.telegram_html import Unparsable, parse, units

Value = Any  # of JSON
Json = dict[str, Value]

TOKEN = "4242:AAHtests-only-tests-only-tests-only-tests"
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Quoth", "username": "quoth_bot"}
ASKER: Json = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en"}
OTHER: Json = {"id": 8, "is_bot": False, "first_name": "Ben"}
OWNER: Json = {"id": 9, "is_bot": False, "first_name": "Eve"}
ADMIN: Json = {"id": 10, "is_bot": False, "first_name": "Ann"}
STRANGE_BOT: Json = {"id": 11, "is_bot": True, "first_name": "Noise", "username": "noise_bot"}
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_USER: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM_USER: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
GROUP: Json = {"id": -1001000000001, "type": "supergroup", "title": "Readers"}
SMALL_GROUP: Json = {"id": -55, "type": "group", "title": "Three of us"}
FORUM: Json = {"id": -1001000000002, "type": "supergroup", "title": "Forum", "is_forum": True}
CHANNEL: Json = {"id": -1001000000003, "type": "channel", "title": "News", "username": "news"}

_ADDRESSED = re.compile(r"(?<!\S)(/\w+(?:@\w+)?)|(?<!\w)(@\w{3,})")
_GIFTS = dict.fromkeys(
    ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"], True
)
_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class Refused(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters

    def body(self) -> Json:
        body = {"ok": False, "error_code": self.code, "description": str(self)}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class BotApi:
    """One bot's Telegram."""

    def __init__(self) -> None:
        self.messages: dict[tuple[int, int], Json] = {}
        self.calls: list[tuple[str, Json]] = []
        self.files: dict[str, bytes] = {}
        self.menus: dict[str, list[Json]] = {}
        self.texts: dict[str, str] = {}
        self.offered: list[Json] = []
        """What was last offered inline, each with the message that would be sent."""
        self.offer: Json = {}
        self.guest_answers: list[Json] = []
        self.inline: dict[str, Json] = {}
        """What stands in chats that the bot is no member of."""
        self.answered: dict[str, str | None] = {}
        self.reactions: dict[tuple[int, int], list[str]] = {}
        self.admins: set[int] = {ADMIN["id"]}
        self.me: Json = {}
        """What getMe says otherwise than at first."""
        self.standing: dict[int, Json] = {}
        """Of the bot, by chat, where it is no plain member."""
        self.chats: dict[int, Json] = {}
        """What getChat says otherwise than at first, by chat."""
        self.moved: dict[int, int] = {}
        """Groups that became supergroups."""
        self.refusals: dict[int, Refused] = {}
        """Chats that take nothing from the bot, and why."""
        self.now = 1_760_000_000
        self._open_presses: set[str] = set()
        self._message_ids: dict[int, itertools.count[int]] = {}
        self._update_ids = itertools.count(500)

    # --- what people do; each returns an Update as Telegram writes it

    def write(self, text: str | None = None, *, by: Json = ASKER, to: Json | None = None, **fields: Value) -> Json:
        """Somebody writes a message; commands and mentions are found in it as Telegram finds them."""
        message = self._message(by, to or private(by), **fields)
        if text is not None:
            message |= {"text": text, "entities": fields.get("entities") or entities_of(text)}
        return self._update("message", message)

    def edit(self, update: Json, text: str, *, after: int = 60) -> Json:
        """Somebody edits what they wrote, so many seconds later."""
        message = {**update["message"], "text": text, "entities": entities_of(text)}
        message["edit_date"] = message["date"] + after
        self.messages[message["chat"]["id"], message["message_id"]] = message
        return self._update("edited_message", message)

    def press(self, message: Json, label: str, *, by: Json = ASKER) -> Json:
        """Somebody presses a button of a message as it is now."""
        message = self.messages[message["chat"]["id"], message["message_id"]]
        return self.press_data(message, buttons(message)[label], by=by)

    def press_data(self, message: Json, data: str, *, by: Json = ASKER) -> Json:
        """A client sends any data as if it stood on a button."""
        update_id = next(self._update_ids)
        query = {"id": f"press-{update_id}", "from": by, "chat_instance": "1", "message": message, "data": data}
        self._open_presses.add(f"press-{update_id}")
        return {"update_id": update_id, "callback_query": query}

    def type(self, text: str, *, by: Json = ASKER, offset: str = "") -> Json:
        """Somebody types the bot's name and some words into any chat."""
        update_id = next(self._update_ids)
        query = {"id": f"inline-{update_id}", "from": by, "query": text, "offset": offset, "chat_type": "group"}
        self._open_presses.add(f"inline-{update_id}")
        return {"update_id": update_id, "inline_query": query}

    def choose(self, result_id: str, text: str, *, by: Json = ASKER) -> Json:
        """Somebody sends what was offered inline."""
        offered = next((one for one in self.offered if one["id"] == result_id), {"text": "?"})
        inline_id = f"inline-{len(self.inline)}"
        self.inline[inline_id] = dict(offered)
        chosen = {"result_id": result_id, "from": by, "query": text}
        if offered.get("reply_markup"):  # as Telegram does
            chosen["inline_message_id"] = inline_id
        return {"update_id": next(self._update_ids), "chosen_inline_result": chosen}

    def call_as_guest(self, text: str, *, by: Json = ASKER, **fields: Value) -> Json:
        """Somebody mentions the bot in a chat where it is not."""
        update_id = next(self._update_ids)
        chat = {"id": -1009000000001, "type": "supergroup", "title": "Elsewhere"}
        message = {"message_id": update_id, "from": by, "chat": chat, "date": self.now, "text": text}
        message |= {"entities": entities_of(text), "guest_query_id": f"guest-{update_id}", **fields}
        self._open_presses.add(f"guest-{update_id}")
        return {"update_id": update_id, "guest_message": message}

    def attach(self, name: str, content: bytes, *, by: Json = OWNER, **fields: Value) -> Json:
        """Somebody sends a document in private."""
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = content
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(content)}
        return self.write(by=by, document=document, **fields)

    def stand(self, chat: Json, was: Json, now: Json, *, by: Json = ADMIN) -> Json:
        """Somebody changes what the bot may in a chat, adds it or sends it away."""
        change = {"chat": chat, "from": by, "date": self.now, "old_chat_member": was, "new_chat_member": now}
        return self._update("my_chat_member", change)

    def said(self, chat_id: int) -> list[Json]:
        """The bot's messages in a chat, as they now are."""
        return [
            message
            for (chat, _), message in sorted(self.messages.items())
            if chat == chat_id and message["from"]["id"] == BOT["id"]
        ]

    # --- what the bot does

    def call(self, method: str, parameters: Json) -> object:
        """Carry out a request; raises Refused as Telegram refuses."""
        read = {name: _read(name, value) for name, value in parameters.items()}
        self.calls.append((method, read))
        carry_out = getattr(self, f"_{method}", None)
        if carry_out is None:
            raise Refused(404, "Not Found")
        return carry_out(read)

    def _getMe(self, _: Json) -> Json:  # noqa: N802
        return (
            BOT
            | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
            | self.me
        )

    def _deleteWebhook(self, _: Json) -> bool:  # noqa: N802
        return True

    def _sendMessage(self, sent: Json) -> Json:  # noqa: N802
        chat = self._open(sent["chat_id"])
        if sent.get("message_thread_id") == 1:
            raise Refused(400, "Bad Request: message thread not found")
        replied = sent.get("reply_parameters")
        if replied and (chat["id"], replied["message_id"]) not in self.messages:
            if not replied.get("allow_sending_without_reply"):
                raise Refused(400, "Bad Request: message to be replied not found")
            replied = None
        fields: Json = {"reply_to_message": self.messages[chat["id"], replied["message_id"]]} if replied else {}
        if "message_thread_id" in sent:
            fields |= {"message_thread_id": sent["message_thread_id"], "is_topic_message": True}
        content = _content(sent)
        return self._message(BOT, chat, **fields, **content)

    def _sendPhoto(self, sent: Json) -> Json:  # noqa: N802
        if not sent["photo"].startswith(b"\x89PNG") or len(sent["photo"]) > 10 * 1024 * 1024:
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._message(BOT, self._open(sent["chat_id"]), photo=[], **_caption(sent))

    def _sendDocument(self, sent: Json) -> Json:  # noqa: N802
        if not 0 < len(sent["document"]) <= 50 * 1024 * 1024:
            raise Refused(400, "Bad Request: file must be non-empty")
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = sent["document"]
        document = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(sent["document"])}
        return self._message(BOT, self._open(sent["chat_id"]), document=document, **_caption(sent))

    def _edit_inline(self, sent: Json) -> bool:
        message, content = self.inline.get(sent["inline_message_id"]), _content(sent)
        if message is None:
            raise Refused(400, "Bad Request: MESSAGE_ID_INVALID")
        if all(message.get(name) == content.get(name) for name in ("text", "entities", "reply_markup")):
            raise Refused(400, _NOT_MODIFIED)
        message.pop("reply_markup", None)
        message |= content
        return True

    def _editMessageText(self, sent: Json) -> Value:  # noqa: N802
        if "inline_message_id" in sent:
            return self._edit_inline(sent)
        message = self.messages.get((sent["chat_id"], sent["message_id"]))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message["from"]["id"] != BOT["id"]:
            raise Refused(400, "Bad Request: message can't be edited")
        content = _content(sent)
        if all(message.get(name) == content.get(name) for name in ("text", "entities", "reply_markup")):
            raise Refused(400, _NOT_MODIFIED)
        message.pop("reply_markup", None)
        message |= content
        return message

    def _editMessageReplyMarkup(self, sent: Json) -> Json:  # noqa: N802
        message = self.messages.get((sent["chat_id"], sent["message_id"]))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.get("reply_markup") == sent.get("reply_markup"):
            raise Refused(400, _NOT_MODIFIED)
        for button in itertools.chain(*sent["reply_markup"]["inline_keyboard"]):
            _check(button)
        message["reply_markup"] = sent["reply_markup"]
        return message

    def _deleteMessage(self, sent: Json) -> bool:  # noqa: N802
        self._open(sent["chat_id"])
        if self.messages.pop((sent["chat_id"], sent["message_id"]), None) is None:
            raise Refused(400, "Bad Request: message to delete not found")
        return True

    def _setMessageReaction(self, sent: Json) -> bool:  # noqa: N802
        self._open(sent["chat_id"])
        if (sent["chat_id"], sent["message_id"]) not in self.messages:
            raise Refused(400, "Bad Request: message to react not found")
        emoji = [reaction["emoji"] for reaction in sent.get("reaction") or []]
        allowed = self.chats.get(sent["chat_id"], {}).get("available_reactions")
        if emoji and allowed is not None and {"type": "emoji", "emoji": emoji[0]} not in allowed:
            raise Refused(400, "Bad Request: REACTION_INVALID")
        self.reactions[sent["chat_id"], sent["message_id"]] = emoji
        return True

    def _getChat(self, sent: Json) -> Json:  # noqa: N802
        more = {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
        return self._open(sent["chat_id"]) | more | self.chats.get(sent["chat_id"], {})

    def _answerCallbackQuery(self, sent: Json) -> bool:  # noqa: N802
        if sent["callback_query_id"] not in self._open_presses:
            raise Refused(400, _TOO_OLD)
        if len(sent.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self._open_presses.remove(sent["callback_query_id"])
        self.answered[sent["callback_query_id"]] = sent.get("text")
        return True

    def _sendChatAction(self, sent: Json) -> bool:  # noqa: N802
        return bool(self._chat(sent["chat_id"]))

    def _getChatMember(self, sent: Json) -> Json:  # noqa: N802
        if sent["user_id"] == BOT["id"]:
            return {"status": "member", "user": BOT} | self.standing.get(sent["chat_id"], {})
        if sent["user_id"] not in self.admins:
            return {"status": "member", "user": {"id": sent["user_id"], "is_bot": False, "first_name": "Somebody"}}
        rights = ("can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
                  "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
                  "can_edit_stories can_delete_stories")  # fmt: skip
        return {"status": "administrator", "user": ADMIN, **dict.fromkeys(rights.split(), False)}

    def _getFile(self, sent: Json) -> Json:  # noqa: N802
        content = self.files[sent["file_id"]]
        if len(content) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": sent["file_id"], "file_unique_id": "u", "file_path": f"documents/{sent['file_id']}"}

    def _answerInlineQuery(self, sent: Json) -> bool:  # noqa: N802
        if sent["inline_query_id"] not in self._open_presses:
            raise Refused(400, _TOO_OLD)
        self._open_presses.remove(sent["inline_query_id"])
        ids = [result["id"] for result in sent["results"]]
        if len(ids) > 50 or len(set(ids)) < len(ids) or any(not 1 <= len(one.encode()) <= 64 for one in ids):
            raise Refused(400, "Bad Request: RESULT_ID_INVALID")
        self.offered = [_offer(result) for result in sent["results"]]
        self.offer = sent
        return True

    def _answerGuestQuery(self, sent: Json) -> Json:  # noqa: N802
        if sent["guest_query_id"] not in self._open_presses:
            raise Refused(400, "Bad Request: GUEST_QUERY_INVALID")
        self._open_presses.remove(sent["guest_query_id"])
        self.guest_answers.append(_offer(sent["result"]))
        inline_id = f"inline-{len(self.inline)}"
        self.inline[inline_id] = self.guest_answers[-1]
        return {"inline_message_id": inline_id}

    def _getMyCommands(self, sent: Json) -> list[Json]:  # noqa: N802
        return self.menus.get(_menu(sent), [])

    def _setMyCommands(self, sent: Json) -> bool:  # noqa: N802
        if sent["scope"]["type"] == "chat":
            self._chat(sent["scope"]["chat_id"])
        for command in sent["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.menus[_menu(sent)] = sent["commands"]
        return True

    def _deleteMyCommands(self, sent: Json) -> bool:  # noqa: N802
        return self.menus.pop(_menu(sent), None) is not None or True

    def _getMyDescription(self, sent: Json) -> Json:  # noqa: N802
        return {"description": self.texts.get("description" + sent.get("language_code", ""), "")}

    def _setMyDescription(self, sent: Json) -> bool:  # noqa: N802
        return self._describe("description", sent, 512)

    def _getMyShortDescription(self, sent: Json) -> Json:  # noqa: N802
        return {"short_description": self.texts.get("short_description" + sent.get("language_code", ""), "")}

    def _setMyShortDescription(self, sent: Json) -> bool:  # noqa: N802
        return self._describe("short_description", sent, 120)

    # --- keeping the books

    def _describe(self, name: str, sent: Json, longest: int) -> bool:
        if len(sent[name]) > longest:
            raise Refused(400, "Bad Request: BOT_DESCRIPTION_TOO_LONG")
        self.texts[name + sent.get("language_code", "")] = sent[name]
        return True

    def _open(self, chat_id: int) -> Json:
        """A chat that takes what the bot does."""
        if chat_id in self.moved:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.moved[chat_id],
            )
        if chat_id in self.refusals:
            raise self.refusals[chat_id]
        return self._chat(chat_id)

    def _chat(self, chat_id: int) -> Json:
        known = next((message["chat"] for (chat, _), message in self.messages.items() if chat == chat_id), None)
        if known is None:
            raise Refused(400, "Bad Request: chat not found")
        return known

    def _message(self, by: Json, chat: Json, **fields: Value) -> Json:
        # A supergroup counts its own messages; private chats and small groups share the bot's count.
        counter = self._message_ids.setdefault(
            min(chat["id"], -(10**12)) if chat["id"] < -(10**12) else 0, itertools.count(1)
        )
        self.now += 1
        given = {name: value for name, value in fields.items() if value is not None}
        message: Json = {"message_id": next(counter), "from": by, "chat": chat, "date": self.now} | given
        self.messages[chat["id"], message["message_id"]] = message
        return message

    def _update(self, kind: str, message: Json) -> Json:
        return {"update_id": next(self._update_ids), kind: message}


def private(user: Json) -> Json:
    """The chat of a person with the bot."""
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}


def buttons(message: Json) -> dict[str, str]:
    """What each button of a message carries, by its label; those that open or share something apart."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}


def links(message: Json) -> dict[str, str]:
    """What the other buttons open or share, by their labels."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    found = {button["text"]: button.get("url") or button.get("switch_inline_query") for row in rows for button in row}
    return {label: link for label, link in found.items() if link}


def _menu(sent: Json) -> str:
    scope = json.dumps(sent.get("scope"), sort_keys=True)
    return f"{sent['language_code']} {scope}" if sent.get("language_code") else scope


def _offer(result: Json) -> Json:
    content = result["input_message_content"]
    assert content["parse_mode"] == "HTML" and content["link_preview_options"] == {"is_disabled": True}
    sent = {"text": content["message_text"], "reply_markup": result.get("reply_markup")}
    return _content(sent) | {"id": result["id"], "title": result["title"], "preview": result.get("description", "")}


def _content(sent: Json) -> Json:
    try:
        parsed = parse(sent["text"])
    except Unparsable as error:
        raise Refused(400, f"Bad Request: {error}") from error
    if not parsed.text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(parsed.text) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    markup = sent.get("reply_markup")
    for button in itertools.chain(*(markup or {}).get("inline_keyboard", [])):
        _check(button)
    shown = markup if markup and "inline_keyboard" in markup else None  # a message keeps no other markup
    return {"text": parsed.text, "entities": list(parsed.entities)} | ({"reply_markup": shown} if shown else {})


def _caption(sent: Json) -> Json:
    try:
        parsed = parse(sent.get("caption", ""))
    except Unparsable as error:
        raise Refused(400, f"Bad Request: {error}") from error
    if len(parsed.text) > 1024:
        raise Refused(400, "Bad Request: message caption is too long")
    return {"caption": parsed.text, "caption_entities": list(parsed.entities)}


def _check(button: Json) -> None:
    kinds = {"callback_data", "url", "switch_inline_query"} & set(button)
    if not button["text"] or len(kinds) != 1:
        raise Refused(400, "Bad Request: BUTTON_TYPE_INVALID")
    if not 1 <= len(button.get("callback_data", "?").encode()) <= 64:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if not re.match(r"https?://[^/]+\.[^/]+", button.get("url", "https://a.b")):
        raise Refused(400, "Bad Request: BUTTON_URL_INVALID")


def entities_of(text: str) -> list[Json]:
    """The commands and mentions that Telegram finds in a text."""
    return [
        {
            "type": "bot_command" if found.group(1) else "mention",
            "offset": units(text[: found.start()]),
            "length": units(found.group()),
        }
        for found in _ADDRESSED.finditer(text)
    ]


def _read(name: str, value: object) -> object:
    """Parameters travel as text, all but text itself as JSON."""
    if name in {"text", "caption", "description", "short_description"} or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
