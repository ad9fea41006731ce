"""The avatar of an account: made square and small, stored, then named by the account's row."""

from hashlib import sha256
from uuid import UUID

from app.commands.context import CommandContext
from app.commands.photos.intake import CHUNK_BYTES, Picture
from app.commands.photos.stored_objects import begin_upload
from app.domain.photos.photo import MAX_PHOTO_BYTES
from app.errors import InvalidInput
from app.storage.keys import WEBP, avatar_key_of


async def put_avatar(context: CommandContext, upload_id: UUID, picture: Picture) -> str:
    """Store the avatar and return its key, for the row that then names it.

    Raises:
        InvalidInput: field ``avatar``; no known kind of picture, broken, or too large.
        StorageError: the storage does not take it.
    """
    async with context.decode_semaphore:
        avatar = await context.pipeline.avatar(picture.name, await _read_limited(picture))
    digest = sha256(avatar).digest()
    key = avatar_key_of(digest)
    await begin_upload(context, upload_id, [key])
    await context.storage.put(key, avatar, WEBP, digest=digest)
    return key


async def _read_limited(picture: Picture) -> bytes:
    pieces, size = [], 0
    while piece := await picture.file.read(CHUNK_BYTES):
        size += len(piece)
        if size > MAX_PHOTO_BYTES:
            limit = MAX_PHOTO_BYTES // 2**20
            raise InvalidInput("avatar", f"avatar: {picture.name} is larger than {limit} MB", file=picture.name)
        pieces.append(piece)
    return b"".join(pieces)
