"""Why a file is not taken, in words that follow the file's name."""


class Refused(Exception):
    """The file is not taken; the text says what it is and what was expected."""
