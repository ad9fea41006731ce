"""WebSocket close codes and how clients react to each."""

from enum import IntEnum


class CloseCode(IntEnum):
    """Close codes of graphql-transport-ws; the text beside each says whether graphql-ws clients reconnect."""

    SERVICE_RESTART = 1012
    """the process shuts down, or the viewer's rights have changed: reconnects and resumes by cursor"""
    TRY_AGAIN_LATER = 1013
    """the reader was too slow, a heartbeat got no answer, or the database is away: reconnects and resumes by cursor"""
    BAD_REQUEST = 4400
    """not a message of the protocol: gives up"""
    UNAUTHORIZED = 4401
    """subscribed before connection_init was acknowledged: gives up"""
    FORBIDDEN = 4403
    """the session is over: reconnects without it"""
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    """speaks another protocol: gives up"""
    INITIALISATION_TIMEOUT = 4408
    """no connection_init in time: reconnects"""
    SUBSCRIBER_EXISTS = 4409
    """the operation id is in use: gives up"""
    TOO_MANY_INITIALISATIONS = 4429
    """a second connection_init: gives up"""
