"""Tokens: random for the holder, a hash for the table."""

from app.auth.tokens import new_token, token_hash


def test_tokens_are_long_and_never_the_same():
    """256 bits each, in letters that need no escaping in a link, a header or a cookie."""
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(
        len(token) == 43 and token.isascii() and token.replace("-", "").replace("_", "").isalnum() for token in tokens
    )


def test_a_hash_is_stable_and_tells_nothing():
    """The same token has the same hash, which does not contain it; whatever text comes has one."""
    token = new_token()

    assert token_hash(token) == token_hash(token)
    assert token not in token_hash(token)
    assert {len(token_hash(text)) for text in ("", "Ә", "\x00", "\ud800", token)} == {64}
