"""What a failure of the file system means, in one line and a remedy: full, read-only, not ours, broken, missing.

Where the path or the purpose is known, the caller adds it; what nobody caught reaches the command line and the app,
which ask `find_file_fault` before they call anything a bug. Nothing here touches a file.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from engine.errors import StoreError

_ROOM = "make room on it, or choose a folder on another disk with --home"
_ACCESS = "make it accessible to your account (chown, chmod), or choose another folder with --home"
_BY_ERRNO = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("your disk quota is used up", _ROOM),
    errno.EFBIG: (
        "files may not grow that large here",
        "raise the limit (ulimit -f)",
    ),
    errno.EROFS: ("its file system is read-only", "choose a folder that can be written with --home"),
    errno.EACCES: ("permission denied", _ACCESS),
    errno.EPERM: ("permission denied", _ACCESS),
    errno.EIO: ("the disk fails to read or write", "check the disk (dmesg), then try again"),
    errno.ENOENT: ("there is no such file or folder", "check the path, or choose another folder with --home"),
    errno.ENOTDIR: ("a part of that path is a file", "choose a folder with --home"),
    errno.EISDIR: ("it is a folder, not a file", "move it away, or choose another folder with --home"),
    errno.EEXIST: ("something else has that name", "move it away, or choose another folder with --home"),
    errno.ELOOP: ("its symbolic links lead nowhere", "mend the link, or choose another folder with --home"),
    errno.ENAMETOOLONG: ("the path is too long", "choose a folder with a shorter path with --home"),
    errno.EMFILE: ("too many files are open", "raise the limit (ulimit -n) and try again"),
    errno.ENFILE: ("too many files are open on this machine", "close some programs and try again"),
    errno.ESTALE: ("the network folder has moved or gone", "mount it again, then try again"),
    errno.ENOMEM: ("not enough memory", "close some programs and try again"),
}
_BY_SQLITE = {
    3: errno.EACCES,  # PERM
    8: errno.EACCES,  # READONLY
    10: errno.EIO,  # IOERR
    13: errno.ENOSPC,  # FULL
    14: errno.EACCES,  # CANTOPEN
    23: errno.EACCES,  # AUTH
}
"""By SQLite's result codes, which never change; sqlite3 itself takes 3 ms to load, and
`movierec --help` does without it."""
_OTHER = "try again; `movierec doctor` checks the home and its disk"
_OS_ERROR = re.compile(r"\(os error (\d+)\)")
"""How libraries written in Rust (safetensors) name the error in their own exceptions."""
_SHORT_WRITE = re.compile(r"\d+ requested and \d+ written")
"""How numpy says that the disk is full."""


class FileFault(StoreError):
    """A file or a folder cannot be read or written."""


def file_fault(cause: BaseException, path: object = None, doing: str = "cannot use") -> FileFault:
    """What `cause` says of the file or folder `path`; by default, of the one that it names."""
    named = path if path is not None else getattr(cause, "filename", None)
    where = f" {os.fsdecode(named)}" if isinstance(named, bytes | str | os.PathLike) else " a file"
    words, remedy = _BY_ERRNO.get(_errno(cause) or 0, (str(getattr(cause, "strerror", None) or cause), _OTHER))
    return FileFault(f"{doing}{where}: {words}", remedy)


def why_unwritable(path: Path) -> FileFault | None:
    """Why this account can write neither the file nor the folder `path`, which exists; None if it can."""
    if os.access(path, os.W_OK | os.X_OK if path.is_dir() else os.W_OK):
        return None
    number = errno.EROFS if os.statvfs(path).f_flag & os.ST_RDONLY else errno.EACCES
    return file_fault(OSError(number, os.strerror(number)), path, "cannot write")


def find_file_fault(cause: BaseException) -> FileFault | None:
    """The fault that an exception of any kind comes from; None if it does not come from a file, and is a bug."""
    origin = getattr(cause, "orig", None)  # SQLAlchemy's errors carry the driver's
    if isinstance(origin, BaseException):
        return find_file_fault(origin)
    from_sqlite = _sqlite_code(cause) is not None and type(cause).__name__ in ("OperationalError", "DatabaseError")
    if isinstance(cause, OSError) or from_sqlite or _errno(cause) is not None:
        return file_fault(cause)
    return None


def _errno(cause: BaseException) -> int | None:
    """The error number that the operating system gave, as far as that is known."""
    code = _sqlite_code(cause)
    if code is not None:
        return _BY_SQLITE.get(code & 0xFF)
    if isinstance(cause, OSError) and cause.errno is not None:
        return cause.errno
    told = _OS_ERROR.search(str(cause))
    return int(told[1]) if told else errno.ENOSPC if _SHORT_WRITE.search(str(cause)) else None


def _sqlite_code(cause: BaseException) -> int | None:
    code = getattr(cause, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None
