"""Exports: an owner takes the library along, but for what is groups' own: that is for their admins to read."""

from __future__ import annotations

import datetime as dt
import io

from markupsafe import Markup
from telegram import Update
from telegram.constants import FileSizeLimit

from bot import replies
from bot.context import Context
from bot.texts import _, later
from corpus.library import Library

TOO_LARGE = later("The file is larger than Telegram takes from a bot. On the command line, quoth export writes it.")


async def export(update: Update, context: Context) -> None:
    """One file with everything that moves."""
    content = await context.labour(lambda: _exported(context.library))
    if len(content) > FileSizeLimit.FILESIZE_UPLOAD:
        await context.reply(replies.sentence(TOO_LARGE))
    else:
        await context.hand_over(f"quoth-{dt.datetime.now(dt.UTC):%Y-%m-%d}.zip", content, caption())


def caption() -> Markup:
    """What it holds, and what it is for."""
    return Markup(
        _(
            "All articles with their past, lessons, synonyms and groups’ settings, but for groups’ own articles; "
            "nothing that people asked. <code>quoth import</code> brings it into another Quoth."
        )
    )


def _exported(library: Library) -> bytes:
    file = io.BytesIO()
    library.export(file, own=False)
    return file.getvalue()
