"""The picture of an account: made square and small, kept in the storage, named by the account's row."""

from uuid import UUID

from app.commands.context import CommandContext
from app.commands.photos.intake import CHUNK_BYTES, Picture
from app.commands.photos.stored_objects import intend
from app.domain.photos import MAX_PHOTO_BYTES
from app.errors import InvalidInput
from app.storage.keys import WEBP, avatar_key


async def put_avatar(context: CommandContext, upload_id: UUID, picture: Picture) -> str:
    """Make the portrait and put it into the storage; return its key, for the row that then names it.

    Raises:
        InvalidInput: field ``avatar``; no picture that we know, broken, or too large.
        StorageError: the storage does not take it.
    """
    async with context.decode_semaphore:
        portrait = await context.pipeline.avatar(picture.name, await _whole(picture))
    key = avatar_key(portrait)
    await intend(context, upload_id, [key])
    await context.storage.put(key, portrait, WEBP)
    return key


async def _whole(picture: Picture) -> bytes:
    pieces, size = [], 0
    while piece := await picture.file.read(CHUNK_BYTES):
        size += len(piece)
        if size > MAX_PHOTO_BYTES:
            limit = MAX_PHOTO_BYTES // 2**20
            raise InvalidInput("avatar", f"avatar: {picture.name} is larger than {limit} MB", file=picture.name)
        pieces.append(piece)
    return b"".join(pieces)
