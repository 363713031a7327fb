"""A second verifier, which follows the pages in docs/formats and imports nothing of ours.

    python -m tests.foreign.independent_verifier letter.zip|folder|receipt.tlog-proof [VKEY]

It prints what is proven and exits with 0, or the reason why not and exits with 1.
"""

import base64
import hmac
import json
import re
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

from tests.foreign.independent_formats import (
    BASE64,
    FIELDS,
    MAX_CHECKPOINT,
    Leaf,
    Refused,
    check_text,
    commitment,
    field_digest,
    hash32,
    match,
    need,
    number,
    open_checkpoint,
    parse_leaf,
    read_json,
    root,
    sha256,
    utf8,
)

TILE_NUMBER = r"((?:x(?!000)[0-9]{3}/(?:x[0-9]{3}/)*)?[0-9]{3})"
TILE = rf"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/{TILE_NUMBER}(?:\.p/([1-9][0-9]{{0,2}}))?"
LIMITS = {"checkpoint": MAX_CHECKPOINT, "vkey": 576, "README.txt": 65_536, "letter.pdf": 67_108_864}

MAX_FILES = 500_000


def check_names(
    data: bytes, tile: int, letter: str, leaves: list[Leaf], gone: set[int]
) -> list[int]:
    """The indices of the leaves that are shown."""
    need(data.endswith(b"\n") and len(data) <= 6_291_456, "a names file is empty, cut or too long")
    shown = [-1]
    for line in data[:-1].split(b"\n"):
        need(len(line) < 24_576, "a line of names is too long")
        opening = read_json(line, "index", *FIELDS)
        at = opening.pop("index")
        need(type(at) is int and at // 256 == tile and shown[-1] < at < len(leaves), "a place")
        need(leaves[at]["word"] == "sign" and at not in gone, f"the name of {at} may not be shown")
        hidden = {"contact", "display"} | ({"role"} - {leaves[at]["kind"] == "person" and "role"})
        digests = {}
        for name, part in opening.items():
            if isinstance(part, list):
                need(len(part) == 2 and name not in hidden, f"a {name} is shown")
                digests[name] = field_digest(name, part[0], hash32(part[1]))
            else:
                digests[name] = hash32(part if name != "name" else None)
        need(commitment(letter, digests) == leaves[at]["commit"], f"the name of {at} is another")
        shown.append(at)
    return shown[1:]


def replay(leaves: list[Leaf], letter: str) -> tuple[set[int], set[int], str]:
    """The signatures that were withdrawn, those that were erased, and for which keys is sealed."""
    nobody = sha256(b"undersigned/recipients/v1\n").hex()
    keys = nobody
    gone: dict[str, set[int]] = {"withdraw": set(), "erase": set()}
    editions = [0]
    is_closed = False
    for at, leaf in enumerate(leaves):
        word, why = leaf["word"], f"leaf {at} may not stand there"
        need(leaf["letter"] == letter and (at or word == "text"), why)
        if word == "recipients":
            need(leaf["fingerprint"] != keys, why)
            keys = leaf["fingerprint"]
            continue
        target = int(leaf.get("index", leaf.get("text", 0)) or 0)
        if word in gone:
            need(target < at and leaves[target]["word"] == "sign", why)
            need(target not in gone[word], why)
            gone[word].add(target)
            continue
        need(not is_closed and target <= at and leaves[target]["word"] == "text", why)
        if word == "text":
            need(leaf["edition"] > editions[-1] and len(editions) <= 10_000, why)
            editions.append(leaf["edition"])
        is_closed = word == "close"
    return gone["withdraw"], gone["erase"], "" if keys == nobody else keys


def tile_number(groups: str) -> int:
    found = int(re.sub("[x/]", "", groups))
    need(found <= 2**48, "a tile's number is too large")
    return found


def limit(path: str) -> int:
    """How large a file may be; refuses a path that no file of a bundle has."""
    if path in LIMITS:
        return LIMITS[path]
    if re.fullmatch("text/[0-9a-f]{64}", path):
        return 1_048_576
    if named := re.fullmatch(f"names/{TILE_NUMBER}", path):
        tile_number(named[1])
        return 6_291_456
    level, groups, width = match(TILE, path, f"{path!r} is not a file of a bundle").groups()
    tile_number(groups)
    need(not width or int(width) < 256, "a partial tile is as wide as a full one")
    return 4_194_816 if level == "entries" else 32 * int(width or 256)


def read_zip(path: Path) -> dict[str, bytes]:
    end = path.read_bytes()[-22 - 0xFFFF :].rpartition(b"PK\5\6")[2]
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as bundle:
        members = sorted(bundle.infolist(), key=lambda member: member.header_offset)
        says = struct.unpack("<H", end[6:8])[0]
        need(len(members) <= MAX_FILES and says in {len(members), 0xFFFF}, "the number of files")
        free = 0
        for member in members:
            name = member.orig_filename
            need(
                name not in files and member.file_size <= limit(name), f"{name} twice or too large"
            )
            need(not member.flag_bits & 1 and member.compress_type in {0, 8}, "unusual packing")
            need(member.header_offset >= free, "files overlap")
            free = member.header_offset + 30 + len(name) + member.compress_size
            with bundle.open(member) as stream:
                files[name] = stream.read(limit(name) + 1)
    return files


def read_folder(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    need(all(path.is_file() and not path.is_symlink() for path in paths), "not a plain file")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def check_tiles(files: dict[str, bytes], size: int) -> list[bytes]:
    """The leaves, once every tile and entry bundle follows from them."""
    levels: dict[str, list[bytes]] = {"entries": []}
    for tile in range(-(-size // 256)):
        data = files.get(tile_path("entries", tile, size), b"")
        leaves = []
        while data:
            length = int.from_bytes(data[:2], "big")
            need(len(data) >= 2 + length, "an entry bundle is cut")
            leaves.append(data[2 : 2 + length])
            data = data[2 + length :]
        need(len(leaves) == min(256, size - 256 * tile), "an entry bundle is missing, or too wide")
        levels["entries"] += leaves
    hashes, level = [sha256(b"\0", leaf) for leaf in levels["entries"]], 0
    while hashes:
        levels[str(level)] = hashes
        full = len(hashes) // 256 * 256
        hashes, level = [root(hashes[at : at + 256]) for at in range(0, full, 256)], level + 1
    for name, row in levels.items():
        for tile in range(-(-len(row) // 256)):
            need(tile_path(name, tile, len(row)) in files, f"a tile of level {name} is missing")
    for path, data in files.items():
        if path.startswith("tile/"):
            name, groups, width = match(TILE, path, "no tile").groups()
            first = 256 * tile_number(groups)
            part = levels.get(name, [])[first : first + int(width or 256)]
            need(len(part) == int(width or 256), f"{path} is of a larger tree")
            if name == "entries":
                part = [len(leaf).to_bytes(2, "big") + leaf for leaf in part]
            need(data == b"".join(part), f"{path} does not follow from the leaves")
    return levels["entries"]


def tile_path(level: str, tile: int, count: int) -> str:
    groups = f"{tile % 1000:03}"
    while tile := tile // 1000:
        groups = f"x{tile % 1000:03}/{groups}"
    last = 256 * (tile_number(groups) + 1) > count
    return f"tile/{level}/{groups}" + (f".p/{count % 256}" if last else "")


def verify_bundle(files: dict[str, bytes], vkey: str | None = None) -> dict[str, Any]:
    """What the files of a bundle prove to whoever trusts the key."""
    for path, data in files.items():
        need(len(data) <= limit(path), f"{path} is too large")
    need({"vkey", "checkpoint"} <= files.keys(), "vkey or checkpoint is missing")
    offered = utf8(files["vkey"])
    need(offered.endswith("\n") and vkey in {None, offered[:-1]}, "another key, or no line")
    letter, size, head = open_checkpoint(files["checkpoint"], offered[:-1])
    need(size, "an empty log")
    entries = check_tiles(files, size)
    need(root([sha256(b"\0", entry) for entry in entries]) == head, "the root is another one")
    leaves = [parse_leaf(utf8(entry)) for entry in entries]
    withdrawn, erased, keys = replay(leaves, letter)
    texts = set()
    for leaf in leaves:
        for language, digest in leaf.get("texts", ()):
            data = files.get(f"text/{digest}", b"")
            need(sha256(data).hex() == digest, f"the text {digest} is missing or another")
            check_text(data, letter, leaf["edition"], language)
            texts.add(f"text/{digest}")
    need(texts == {path for path in files if path.startswith("text/")}, "a text of no leaf")
    shown: list[int] = []
    for path, data in files.items():
        if path.startswith("names/"):
            tile = tile_number(path.removeprefix("names/"))
            need(256 * tile < size, f"{path} is of a larger tree")
            shown += check_names(data, tile, letter, leaves, withdrawn | erased)

    def kinds(indices: set[int]) -> list[int]:
        found = [leaves[at].get("kind") for at in indices]
        return [found.count("organization"), found.count("person")]

    return {
        "letter": letter,
        "size": size,
        "editions": [leaf["edition"] for leaf in leaves if leaf["word"] == "text"],
        "counted": kinds(set(range(size)) - withdrawn),
        "named": kinds(set(shown)),
        "withdrawn": len(withdrawn),
        "erased": len(erased),
        "recipients": keys,
        "is_closed": any(leaf["word"] == "close" for leaf in leaves),
    }


def check_inclusion(leaf: str, at: int, size: int, proof: list[bytes], head: bytes) -> None:
    need(at < size, "the index lies outside of the tree")
    position, last, node = at, size - 1, sha256(b"\0", leaf.encode())
    for sibling in proof:
        need(last, "a proof is too long")
        if position % 2 or position == last:
            node = sha256(b"\1", sibling, node)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            node = sha256(b"\1", node, sibling)
        position, last = position // 2, last // 2
    need(last == 0 and node == head, "a proof does not lead to the root")


def verify_receipt(data: bytes, vkey: str | None = None) -> dict[str, Any]:
    """What a receipt proves to whoever trusts the key."""
    need(len(data) <= 262_144, "a receipt is too long")
    head, empty, checkpoint = data.partition(b"\n\n")
    pattern = rf"c2sp\.org/tlog-proof@v1\nextra ({BASE64})\nindex ([0-9]+)((?:\n[^\n]+){{0,64}})"
    encoded, index, hashes = match(pattern, utf8(head), "no receipt").groups()
    need(empty, "no checkpoint")
    members = ("format", "vkey", "leaf", "master", "fields", "absent", "text")
    extra = read_json(base64.b64decode(encoded), *members)
    need(extra["format"] == "undersigned/receipt/v1", "another version")
    need(isinstance(extra["vkey"], str) and vkey in {None, extra["vkey"]}, "another key")
    letter, size, top = open_checkpoint(checkpoint, extra["vkey"])
    text, fields, absent = extra["text"], extra["fields"], extra["absent"]
    need(all(isinstance(part, dict) for part in (text, fields, absent)), "no objects")
    need(tuple(text) == ("index", "leaf", "proof") and isinstance(text["proof"], list), "no text")
    need(isinstance(extra["leaf"], str) and isinstance(text["leaf"], str), "no leaves")
    leaf, about = parse_leaf(extra["leaf"]), parse_leaf(text["leaf"])
    need((leaf["word"], about["word"]) == ("sign", "text"), "not a signature and a text")
    need(leaf["letter"] == about["letter"] == letter, "another letter")
    at = number(index)
    need(type(text["index"]) is int and text["index"] == leaf["text"] < at, "another text")
    proof = [hash32(line) for line in hashes.split("\n")[1:]]
    check_inclusion(extra["leaf"], at, size, proof, top)
    check_inclusion(text["leaf"], leaf["text"], size, [hash32(node) for node in text["proof"]], top)
    need(tuple(fields) == tuple(name for name in FIELDS if name in fields), "the order of fields")
    need(tuple(absent) == tuple(name for name in FIELDS if name not in fields), "the other fields")
    master = hash32(extra["master"])
    digests = {name: hash32(part) for name, part in absent.items()}
    for name, value in fields.items():
        salt = hmac.digest(master, b"salt\n" + name.encode(), "sha256")
        digests[name] = field_digest(name, value, salt)
    need(commitment(letter, digests) == leaf["commit"], "the fields are not committed to")
    facts = {"letter": letter, "size": size, "index": at, "edition": about["edition"]}
    return {**facts, "kind": leaf["kind"], "fields": fields}


def verify(path: Path, vkey: str | None = None) -> dict[str, Any]:
    """What a receipt, a bundle or a folder proves."""
    try:
        if path.is_dir():
            return verify_bundle(read_folder(path), vkey)
        if zipfile.is_zipfile(path):
            return verify_bundle(read_zip(path), vkey)
        return verify_receipt(path.read_bytes(), vkey)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Refused(f"a broken zip: {error}") from None


if __name__ == "__main__":
    try:
        print(json.dumps(verify(Path(sys.argv[1]), *sys.argv[2:3]), ensure_ascii=False))
    except Refused as reason:
        sys.exit(f"Refused: {reason}.")
