"""Detecting whether a path is on a network file system, where SQLite's WAL and POSIX locks misbehave.

It only reads the mount table and never raises: if in doubt, a path counts as local.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_NETWORK = re.compile(
    r"(nfs\d?|cifs|smb\w*|9p|afs|afpfs|webdav|ncpfs|ceph|lustre|gpfs|beegfs|glusterfs|fuse\.(sshfs|glusterfs|ceph|s3fs|rclone)\S*)\Z"
)


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether `path`, which need not exist yet, is on a network file system. `mounts` replaces the mount table."""
    table = _mount_table() if mounts is None else mounts
    where = path.absolute().resolve()
    best, kind = -1, ""
    for line in table.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        # If several file systems are mounted on one point, the last in the table is on top.
        if (where == point or point in where.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return bool(_NETWORK.match(kind))


def _mount_table() -> str:
    try:
        table = Path("/proc/self/mounts")
        if table.exists():
            return table.read_text(encoding="utf-8", errors="surrogateescape")
        # macOS: convert "server:/export on /Volumes/home (nfs, nodev)" to the format of /proc/self/mounts.
        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=2, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.findall(r"^(\S+) on (.+) \((\w+)[,)]", listing, re.MULTILINE)
    return "\n".join(f"{device} {point.replace(' ', chr(92) + '040')} {kind}" for device, point, kind in found)
