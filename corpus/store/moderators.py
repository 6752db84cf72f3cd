"""Moderators: who may change which collection, by an owner's word or by a one-time link of an owner's."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam, delete, insert, select

from corpus.store.audit import Act, record
from corpus.store.schema import invitations, moderators

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.database import Database

INVITATION_LASTS = dt.timedelta(hours=24)
_ID, _SECRET = 6, 24
"""Bytes of a token: an id to look it up by, and a secret to compare."""
_ID_LETTERS = 8
_TOKEN = re.compile(r"([\w-]{8})([\w-]{32})", re.ASCII)
"""The two, in base64."""
_FIND = select(moderators.c.user_id).where(
    moderators.c.collection == bindparam("of"), moderators.c.user_id == bindparam("person")
)


class Moderator(BaseModel):
    """A person who may change a collection."""

    model_config = ConfigDict(frozen=True)

    collection: str
    user_id: int
    by: str
    """Who said so."""
    at: dt.datetime


class Invitation(BaseModel):
    """What a valid token is good for."""

    model_config = ConfigDict(frozen=True)

    id: str
    collection: str
    by: str
    """Who made it: whether that one may still name moderators is the caller's to check."""


class Moderators:
    """Rights that were given. Nothing of them is kept in memory: taken away, they are gone at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._named = (
            database.upsert(moderators)
            .on_conflict_do_nothing(index_elements=["collection", "user_id"])
            .returning(moderators.c.user_id)
        )

    def has(self, collection: str, user_id: int) -> bool:
        """Whether this person may change this collection."""
        with self._database.reading() as connection:
            return connection.scalar(_FIND, {"of": collection, "person": user_id}) is not None

    def of(self, collection: str) -> list[Moderator]:
        """Those of a collection, first named first."""
        return self._all(moderators.c.collection == collection)

    def all(self) -> list[Moderator]:
        """Those of every collection, first named first."""
        return self._all()

    def name(self, collection: str, user_id: int, *, by: str) -> bool:
        """Give the right; False when the person had it before."""
        with self._database.writing() as connection:
            return self._name(connection, collection, user_id, by)

    def remove(self, collection: str, user_id: int, *, by: str) -> bool:
        """Take the right away; False when the person had none."""
        this = (moderators.c.collection == collection) & (moderators.c.user_id == user_id)
        with self._database.writing() as connection:
            was_there = connection.execute(delete(moderators).where(this)).rowcount > 0
            if was_there:
                record(connection, Act.MODERATOR_REMOVED, by=by, collection=collection, subject=person(user_id))
        return was_there

    def invite(self, collection: str, *, by: str, lasts: dt.timedelta = INVITATION_LASTS) -> str:
        """A token that makes one person a moderator, once; only what it hashes to is kept."""
        invitation_id, secret = secrets.token_urlsafe(_ID), secrets.token_urlsafe(_SECRET)
        kept = {"id": invitation_id, "secret_hash": _hash(secret), "collection": collection, "by": by}
        now = dt.datetime.now(dt.UTC)
        with self._database.writing() as connection:
            connection.execute(delete(invitations).where(invitations.c.expires_at <= now))
            connection.execute(insert(invitations), kept | {"expires_at": now + lasts})
            record(connection, Act.MODERATOR_INVITED, by=by, collection=collection)
        return invitation_id + secret

    def invitation(self, token: str) -> Invitation | None:
        """What a token is good for; None where it was used, has expired or never was."""
        with self._database.reading() as connection:
            return _invitation(connection, token)

    def accept(self, token: str, user_id: int) -> bool:
        """Use a token: the right is given and the token is gone, in one transaction; False where it is good no more."""
        with self._database.writing() as connection:
            found = _invitation(connection, token)
            if found is None or not _spent(connection, found.id):
                return False
            self._name(connection, found.collection, user_id, found.by)
        return True

    def revoke(self, invitation_id: str, *, by: str) -> bool:
        """Let an invitation be worth nothing; False where it was used or has expired."""
        this = (invitations.c.id == invitation_id) & (invitations.c.expires_at > dt.datetime.now(dt.UTC))
        with self._database.writing() as connection:
            collection = connection.scalar(delete(invitations).where(this).returning(invitations.c.collection))
            if collection is not None:
                record(connection, Act.INVITATION_REVOKED, by=by, collection=collection)
        return collection is not None

    def _all(self, *conditions: object) -> list[Moderator]:
        statement = select(moderators).where(*conditions)  # type: ignore[arg-type]
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(moderators.c.at, moderators.c.user_id)).mappings()
            return [Moderator.model_validate(dict(row)) for row in rows]

    def _name(self, connection: Connection, collection: str, user_id: int, by: str) -> bool:
        named = {"collection": collection, "user_id": user_id, "by": by, "at": dt.datetime.now(dt.UTC)}
        is_new = connection.execute(self._named, named).first() is not None
        if is_new:
            record(connection, Act.MODERATOR_NAMED, by=by, collection=collection, subject=person(user_id))
        return is_new


def id_of(token: str) -> str:
    """The part of a token that is no secret."""
    return token[:_ID_LETTERS]


def person(user_id: int) -> str:
    """How a person of Telegram stands in `by` and in the audit log."""
    return f"telegram:{user_id}"


def _invitation(connection: Connection, token: str) -> Invitation | None:
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    invitation_id, secret = parts.groups()
    row = connection.execute(select(invitations).where(invitations.c.id == invitation_id)).mappings().one_or_none()
    # Compared in constant time, also with nothing: how long it takes tells nothing of the secret.
    is_right = hmac.compare_digest(row["secret_hash"] if row else "", _hash(secret))
    if row is None or not is_right or row["expires_at"] <= dt.datetime.now(dt.UTC):
        return None
    return Invitation.model_validate(dict(row))


def _spent(connection: Connection, invitation_id: str) -> bool:
    return connection.execute(delete(invitations).where(invitations.c.id == invitation_id)).rowcount > 0


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
