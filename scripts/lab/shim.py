"""A disk that fails or is watched: what bench/disk-shim.c is told, and what it says."""
import errno
import mmap
import os
import struct
from dataclasses import dataclass

from lab.base import ROOT, run

KINDS = ["write", "truncate", "create", "rename", "link", "unlink", "mkdir", "rmdir", "sync", "sync_failed", "said", "ended"]
NUMBERS = {name: number + 1 for number, name in enumerate(KINDS)}
# What fails on a full or broken disk.
CHANGES = ["write", "truncate", "create", "rename", "link", "mkdir", "sync"]
SYNCS = ["sync"]
# Instead of an errno: the process is killed there.
DIES = -1
HEAD = struct.Struct("=IHHQqII")


class Shim:
    """The shim, built, with its control and its journal; all processes that get `environment` share them."""

    def __init__(self, base, root, journal=False):
        self.root, self.library = os.path.realpath(root), base / "disk-shim.so"
        run(os.environ.get("CC", "cc"), "-O2", "-Wall", "-shared", "-fPIC", ROOT / "bench/disk-shim.c", "-o", self.library)
        self.control_file, self.journal = base / "disk-control", base / "disk-journal" if journal else None
        self.control_file.write_bytes(bytes(mmap.PAGESIZE))
        with open(self.control_file, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        if self.journal:
            self.journal.write_bytes(b"")
            self.descriptor = os.open(self.journal, os.O_WRONLY | os.O_APPEND)

    @property
    def environment(self):
        return {"DISK_SHIM_ROOT": self.root, "DISK_SHIM_CONTROL": str(self.control_file)} | (
            {"DISK_SHIM_JOURNAL": str(self.journal)} if self.journal else {})

    def arm(self, number, kinds, code, forever=False):
        """Has the call of that number from now on fail with that errno; 0 counts, and has none fail."""
        bits = sum(1 << NUMBERS[kind] for kind in kinds)
        # First what is harmless, so that nothing half said is carried out.
        struct.pack_into("=qq", self.page, 0, 0, 0)
        struct.pack_into("=qqqq", self.page, 16, bits, code, forever, 0)
        struct.pack_into("=q", self.page, 0, 0)
        struct.pack_into("=q", self.page, 8, number)

    def disarm(self):
        struct.pack_into("=q", self.page, 8, 0)

    @property
    def count(self):
        return struct.unpack_from("=q", self.page, 0)[0]

    @property
    def failed(self):
        return struct.unpack_from("=q", self.page, 40)[0]

    @property
    def failed_kind(self):
        """What the last that failed was."""
        number = struct.unpack_from("=q", self.page, 48)[0]
        return KINDS[number - 1] if number else None

    @property
    def failed_path(self):
        """What the last that failed was about."""
        return bytes(self.page[56:1080]).split(b"\0")[0].decode()

    def mark(self, text):
        """Notes in the journal what somebody outside knows from now on."""
        data = text.encode()
        os.write(self.descriptor, HEAD.pack(NUMBERS["said"], 0, 0, 0, 0, len(data), 0) + data)

    def records(self):
        """All of the journal; each record knows where in it it begins."""
        data, at, found = self.journal.read_bytes(), 0, []
        while at < len(data):
            kind, path, other, inode, offset, length, process = HEAD.unpack_from(data, at)
            start, at = at, at + HEAD.size
            name, new = data[at:at + path].decode(), data[at + path:at + path + other].decode()
            at += path + other
            found.append(Record(start, KINDS[kind - 1], inode, offset, name, new, data[at:at + length], process))
            at += length
        return found


@dataclass(slots=True)
class Record:
    at: int
    kind: str
    inode: int
    offset: int
    path: str
    other: str
    data: bytes
    process: int


def name_of(code):
    return "killed" if code == DIES else errno.errorcode[code]
