"""What may be on a disk after a power cut, made from the journal of bench/disk-shim.c.

What a sync made durable is there. Of everything else: each piece of a file is as it was at some moment since the last
sync of the file, its size and each folder's names too. A sync that failed makes nothing durable, and what was written
before it is not written by a later one either, unless it is written anew: Linux takes such pages for clean.
"""
import copy
import os
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
# How much is lost: nothing is older than the last sync, and nothing newer than the cut.
MANNERS = ["all", "nothing", "moment", "files", "pages", "sectors", "sectors"]


@dataclass(eq=False)
class File:
    data: bytes = b""
    ops: list = field(default_factory=list)  # (at, offset or None for a new size, data or size)
    syncs: list = field(default_factory=list)  # (at, until)
    failures: list = field(default_factory=list)


@dataclass(eq=False)
class Folder:
    names: dict = field(default_factory=dict)  # in the beginning
    syncs: list = field(default_factory=list)
    live: dict = field(default_factory=dict)  # by now

    def __post_init__(self):
        self.live = dict(self.names)


class Disk:
    """All that happened to a folder; from it the folder can be made as a cut would leave it."""

    def __init__(self, root):
        """Begins with what is there now, which counts as durable."""
        self.root, self.objects, self.steps = os.path.realpath(root), {}, []
        # Files that somebody wrote to before the record of who made them came.
        self.early = set()
        self.top = self.read(Path(self.root))

    def again(self):
        """The same as it was in the beginning."""
        return copy.deepcopy(self)

    def read(self, path):
        if path.is_dir():
            found = Folder({entry.name: self.read(entry) for entry in path.iterdir() if not entry.name.endswith("-shm")})
        else:
            found = File(path.read_bytes())
        self.objects[path.stat().st_ino] = found
        return found

    def bring(self, at, path, data):
        """Somebody else puts a file there, durably."""
        folder, name = self.find(path)
        made = File(data)
        folder.live[name] = made
        self.steps.append((at, None, [(folder, name, made)]))

    def find(self, path):
        """The folder that a name is in by now, and the name."""
        *way, name = path[len(self.root) + 1:].split("/")
        folder = self.top
        for part in way:
            folder = folder.live[part]
        return folder, name

    def follow(self, records):
        """Takes in records of a journal."""
        for record in records:
            if record.kind in ("said", "ended"):
                continue
            if record.kind in ("write", "truncate", "sync", "sync_failed"):
                there = self.objects.get(record.inode) or self.meet(record)
                if record.kind == "write":
                    there.ops.append((record.at, record.offset, record.data))
                elif record.kind == "truncate":
                    there.ops.append((record.at, None, record.offset))
                elif record.kind == "sync":
                    there.syncs.append((record.at, record.offset))
                elif isinstance(there, File):
                    there.failures.append((record.at, record.offset))
                continue
            folder, name = self.find(record.path)
            names = folder.live
            if record.kind in ("create", "mkdir"):
                if record.inode in self.early:
                    self.early.remove(record.inode)
                    continue
                made = File() if record.kind == "create" else Folder()
                self.objects[record.inode] = made
                names[name] = made
                self.steps.append((record.at, folder, [(folder, name, made)]))
            elif record.kind in ("unlink", "rmdir"):
                names.pop(name)
                self.steps.append((record.at, folder, [(folder, name, None)]))
            else:
                to, new = self.find(record.other)
                moved = names[name]
                to.live[new] = moved
                changes = [(to, new, moved)]
                if record.kind == "rename":
                    names.pop(name)
                    changes.append((folder, name, None))
                # One step of the file system's own journal: the new name's folder has it durable.
                self.steps.append((record.at, to, changes))

    def meet(self, record):
        """A file whose record of being made is late, or of which whoever made it had no time to write one."""
        folder, name = self.find(record.path)
        made = self.objects[record.inode] = folder.live[name] = File()
        self.early.add(record.inode)
        self.steps.append((record.at, folder, [(folder, name, made)]))
        return made

    def make(self, cut, rng, manner, target):
        """Writes the folder as a cut at that place of the journal may leave it."""
        moment = rng.randint(0, cut)

        def until(first):
            """The moment before which all counts that was done to something; before `first` it does in any case."""
            if manner == "all":
                return cut
            if manner == "nothing":
                return first
            return max(first, moment) if manner == "moment" else rng.randint(first, cut)

        ends = {}
        names = {id(folder): dict(folder.names) for folder in self.objects.values() if isinstance(folder, Folder)}
        for at, folder, changes in self.steps:
            if at >= cut:
                break
            if folder and at >= synced_until(folder, cut):
                # The first that may be lost; no later one is there without it.
                if id(folder) not in ends:
                    ends[id(folder)] = until(at)
                if at >= ends[id(folder)]:
                    continue
            for where, name, what in changes:
                if what is None:
                    names.setdefault(id(where), {}).pop(name, None)
                else:
                    names.setdefault(id(where), {})[name] = what

        def write(folder, path):
            path.mkdir(mode=0o700)
            for name, what in names.get(id(folder), {}).items():
                if isinstance(what, Folder):
                    write(what, path / name)
                else:
                    (path / name).write_bytes(content(what, cut, until, manner))
                    (path / name).chmod(0o600)

        write(self.top, target)


def synced_until(there, cut):
    return max((until for at, until in there.syncs if at < cut), default=0)


def durable(file, cut):
    """For each of its operations before the cut whether a sync made it durable."""
    found = []
    for at, _, _ in file.ops:
        if at >= cut:
            break
        clean = min((failed for failed, until in file.failures if at < until), default=None)
        found.append(any(at < until and done < cut and (clean is None or done < clean) for done, until in file.syncs))
    return found


def content(file, cut, until, manner):
    kept = durable(file, cut)
    ops = file.ops[:len(kept)]
    first = kept.index(False) if False in kept else len(ops)
    data = bytearray(file.data)
    for op in ops[:first]:
        apply(data, op)
    if first == len(ops):
        return bytes(data)
    rest = ops[first:]
    begin = rest[0][0]
    piece = {"sectors": SECTOR, "pages": 4096}.get(manner)
    if piece is None:
        end = until(begin)
        for op, is_kept in zip(rest, kept[first:]):
            if op[0] < end or is_kept:
                apply(data, op)
        return bytes(data)
    # The size is as of a moment of its own, and so is each piece.
    size, end = len(data), until(begin)
    longest = size
    for (at, offset, what), is_kept in zip(rest, kept[first:]):
        length = what if offset is None else max(longest, offset + len(what))
        if at < end or is_kept:
            size = what if offset is None else max(size, offset + len(what))
        longest = max(longest, length)
    data.extend(bytes(longest - len(data)))
    ends, least = {}, {}
    for (at, offset, what), is_kept in zip(rest, kept[first:]):
        low, high = (what, longest) if offset is None else (offset, offset + len(what))
        if is_kept:
            for index in range(low // piece, (high + piece - 1) // piece):
                least[index] = at + 1
    for at, offset, what in rest:
        low, high = (what, longest) if offset is None else (offset, offset + len(what))
        for index in range(low // piece, (high + piece - 1) // piece):
            if index not in ends:
                ends[index] = until(max(begin, least.get(index, 0)))
            if at >= max(ends[index], least.get(index, 0)):
                continue
            start, stop = max(low, index * piece), min(high, (index + 1) * piece)
            data[start:stop] = bytes(stop - start) if offset is None else what[start - low:stop - low]
    return bytes(data[:size])


def apply(data, op):
    _, offset, what = op
    if offset is None:
        if what < len(data):
            del data[what:]
        else:
            data.extend(bytes(what - len(data)))
        return
    if offset > len(data):
        data.extend(bytes(offset - len(data)))
    data[offset:offset + len(what)] = what
