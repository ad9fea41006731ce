"""Why a socket is closed, and what the client makes of it."""

from enum import IntEnum


class CloseCode(IntEnum):
    """Close codes of graphql-transport-ws; whether graphql-ws clients come back by themselves stands beside each."""

    SERVICE_RESTART = 1012
    """the process goes away, or the viewer's rights have changed: comes back, resumes by cursor"""
    TRY_AGAIN_LATER = 1013
    """the reader was too slow or gave no sign of life, or the database is away: comes back, resumes by cursor"""
    BAD_REQUEST = 4400
    """not a message of the protocol: gives up"""
    UNAUTHORIZED = 4401
    """subscribed before connection_init was acknowledged: gives up"""
    FORBIDDEN = 4403
    """the session is over: comes back, without it"""
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    """speaks another protocol: gives up"""
    INITIALISATION_TIMEOUT = 4408
    """no connection_init in time: comes back"""
    SUBSCRIBER_EXISTS = 4409
    """the operation id is in use: gives up"""
    TOO_MANY_INITIALISATIONS = 4429
    """a second connection_init: gives up"""
