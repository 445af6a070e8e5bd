from __future__ import annotations

from pathlib import Path

import pytest

from engine.filesystem import on_network

MOUNTS = r"""/dev/vda / ext4 rw 0 0
server:/export /home nfs4 rw 0 0
/dev/vdb /home/local xfs rw 0 0
//box/share /mnt/my\040share cifs rw 0 0
anna@box:/ /mnt/ssh fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/opt/movierec/marks.db", False),
        ("/home/anna/.local/share/movierec", True),
        ("/home/local/anna", False),
        ("/mnt/my share/home", True),
        ("/mnt/ssh/home", True),
        ("/homes/anna", False),
    ],
)
def test_the_innermost_mount_decides(path: str, expected: bool) -> None:
    assert on_network(Path(path), MOUNTS) is expected


def test_this_machine_can_be_asked(tmp_path: Path) -> None:
    assert on_network(tmp_path) in (True, False)
