"""The error for a file that is not accepted; its text follows the name of the file in a message."""


class Refused(Exception):
    """The file is not accepted; the text says what it is and what was expected."""
