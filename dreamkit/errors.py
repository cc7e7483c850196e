"""The two kinds of trouble a user can meet, each told in one sentence."""


class InputError(ValueError):
    """Something given to DreamKit cannot be used: a wrong name, number or picture."""


class FileError(OSError):
    """A file or an address cannot be read or written."""
