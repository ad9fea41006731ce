"""Limits over the WebSocket: no way around."""

from tests.waiting import until

LOGIN = 'mutation { login(email: "a@example.kz", password: "wrong password") { token } }'


async def test_mutation_over_a_socket_counts_for_the_client_address(live):
    """The network of the socket is counted like that of a request."""
    client = await live.connect()

    await client.subscribe("1", LOGIN)
    answer = await client.message_of("1")

    assert answer["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    redis, epoch = live.application.redis, live.application.epoch

    async def counted():
        keys = [key.decode() async for key in redis.scan_iter(f"qala:{epoch}:limit*")]
        return len([key for key in keys if "sign-in client" in key]) == 1

    await until(counted)
