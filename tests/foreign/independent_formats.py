"""The parsers of the independent verifier, as the pages in docs/formats describe them."""

import base64
import hashlib
import json
import re
import struct
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH = r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="
BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?"
NUMBER = r"(?:0|[1-9][0-9]{0,14})"
VARIANT = r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}"
LANGUAGE = rf"[a-z]{{2,3}}(?:-[A-Z][a-z]{{3}})?(?:-(?:[A-Z]{{2}}|[0-9]{{3}}))?(?:-(?:{VARIANT}))*"
LEAVES = {
    "text": rf"edition (?P<edition>{NUMBER})\n(?P<texts>(?:{LANGUAGE} sha256:[0-9a-f]{{64}}\n)+)",
    "sign": rf"text (?P<text>{NUMBER})\nkind (?P<kind>person|organization)\ncommit ({HASH})\n",
    "withdraw": rf"index (?P<index>{NUMBER})\n",
    "erase": rf"index (?P<index>{NUMBER})\n",
    "close": "",
    "recipients": r"fingerprint sha256:(?P<fingerprint>[0-9a-f]{64})\n",
}
TEXT_HEAD = (
    r"undersigned/text/v1\nletter ([0-9a-f]{32})\nedition ([1-9][0-9]{0,5})\nlanguage ([^\n]+)\n"
    r"title ([^\n]+)((?:\nto [^\n]+)+)"
)
FIELDS = ("name", "affiliation", "role", "country", "contact", "evidence", "display")
FORBIDDEN = (
    "[\0-\t\x0b-\x1f\x7f-\x9f\xad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f"
    "\u3164\ufeff\uffa0\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    "\U000f0000-\U0010ffff\ufff0-\ufffc\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
SPACE = "[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
MAX_CHECKPOINT = 131_072
Leaf = dict[str, Any]


class Refused(Exception):
    """Something is not proven, and why."""


def need(holds: object, why: str) -> None:
    if not holds:
        raise Refused(why)


def match(pattern: str, text: str, why: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text)
    if not found:
        raise Refused(why)
    return found


def utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def number(text: str) -> int:
    need(int(match(NUMBER, text, "no number")[0]) <= 2**48, "a number is too large")
    return int(text)


def hash32(text: object) -> bytes:
    return base64.b64decode(match(HASH, text if isinstance(text, str) else "", "no hash")[0])


def check_language(tag: str) -> None:
    match(LANGUAGE, tag, "no language")
    variants = re.findall(rf"-(?=({VARIANT})(?:-|$))", tag)
    need(len(tag) <= 35 and len(set(variants)) == len(variants), "no language")


def parse_leaf(data: str) -> Leaf:
    need(data.isascii() and len(data) <= 16_384, "a leaf is not ASCII, or too long")
    head = r"undersigned/leaf/(v1|v2)\n([a-z]+)\n([0-9a-f]{32})\n((?:.+\n)*)"
    version, word, letter, rest = match(head, data, "malformed leaf").groups()
    need(word in LEAVES and (version == "v2") == (word == "recipients"), "an unknown leaf")
    found = match(LEAVES[word], rest, "malformed leaf")
    leaf: Leaf = {"word": word, "letter": letter, **found.groupdict()}
    leaf |= {name: number(leaf[name]) for name in ("edition", "text", "index") if name in leaf}
    if word == "sign":
        leaf["commit"] = found[3]
    if word == "text":
        leaf["texts"] = [tuple(line.split(" sha256:")) for line in leaf["texts"].splitlines()]
        tags, digests = zip(*leaf["texts"], strict=True)
        need(leaf["edition"] and len(tags) <= 128, "edition 0, or too many texts")
        need(len({tag.lower() for tag in tags}) == len(tags) == len(set(digests)), "a text twice")
        for tag in tags:
            check_language(tag)
    return leaf


def check_characters(value: str) -> None:
    need(not re.search(FORBIDDEN, value), "a forbidden character")
    need(unicodedata.is_normalized("NFC", value), "not in normalization form C")


def check_line(line: str) -> None:
    check_characters(line)
    need(line and not re.search(f"^{SPACE}|{SPACE}$|{SPACE}{SPACE}", line), "spaces, or nothing")


def check_text(data: bytes, letter: str, edition: int, language: str) -> None:
    need(len(data) <= 1_048_576, "a text is too large")
    head, _, body = utf8(data).partition("\n\n")
    *about, title, to = match(TEXT_HEAD, head, "malformed head of a text").groups()
    need(about == [letter, str(edition), language], "a text is not the one that was signed")
    check_line(title)
    for addressee in to.split("\nto ")[1:]:
        name, *others = addressee.split(";")
        need(len(others) == 2 and all(part[:1] in {"", " "} for part in others), "an addressee")
        for part in (name, *(part[1:] for part in others if part)):
            check_line(part)
    check_characters(body)
    need(re.fullmatch(r"[^\n].*[^\n]\n|[^\n]\n", body, re.DOTALL), "a body with stray line ends")
    need(not re.search(rf"\n\n\n|{SPACE}$", body, re.MULTILINE), "a body with stray spaces")


def parse_key(vkey: str) -> tuple[str, bytes, bytes]:
    name, key_id, encoded = match(rf"([^+]+)\+([0-9a-f]{{8}})\+({BASE64})", vkey, "no key").groups()
    need(len(name) <= 512 and not re.search(r"[\s\0-\x1f]", name), "malformed name of a key")
    key = base64.b64decode(encoded)
    need(len(key) == 33 and key[0] == 1, "no Ed25519 key")
    need(sha256(name.encode(), b"\n", key)[:4].hex() == key_id, "the key id is not the key's")
    return name, bytes.fromhex(key_id), key[1:]


def open_checkpoint(data: bytes, vkey: str) -> tuple[str, int, bytes]:
    """Letter, size and root of a checkpoint that the key has signed."""
    name, key_id, public = parse_key(vkey)
    body, empty, tail = utf8(data).rpartition("\n\n")
    need(
        len(data) <= MAX_CHECKPOINT and not re.search(r"[\0-\t\x0b-\x1f]", body + tail),
        "no note",
    )
    lines = tail.split("\n")
    need(empty and lines.pop() == "" and 1 <= len(set(lines)) == len(lines) <= 100, "no signatures")
    signatures = []
    for line in lines:
        who, encoded = match(
            rf"— ([^+\s]{{1,512}}) ({BASE64})", line, "malformed signature"
        ).groups()
        signature = base64.b64decode(encoded)
        need(len(signature) > 4, "malformed signature")
        if (who, signature[:4]) == (name, key_id):
            signatures.append(signature[4:])
    need(signatures, "not signed by the log's key")
    for signature in signatures:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, f"{body}\n".encode())
        except (InvalidSignature, ValueError):
            raise Refused("a signature does not verify") from None
    head = body.split("\n")
    need(len(head) >= 3 and all(head) and head[0] == name, "malformed checkpoint")
    letter = match(r".*/log/([0-9a-f]{32})", name, "the origin names no letter")[1]
    return letter, number(head[1]), hash32(head[2])


def root(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", root(hashes[:half]), root(hashes[half:]))


def field_digest(name: str, value: object, salt: bytes) -> bytes:
    need(isinstance(value, str) and value and "\n" not in value, "an empty field, or no string")
    check_characters(str(value))
    data = str(value).encode()
    need(len(data) <= 2_048, "a field is too long")
    framed = bytes([len(name)]) + name.encode() + struct.pack(">I", len(data)) + data
    return sha256(b"undersigned/field/v1\n", salt, framed)


def commitment(letter: str, digests: dict[str, bytes]) -> str:
    whole = (
        b"undersigned/commit/v1\n" + letter.encode() + b"".join(digests[name] for name in FIELDS)
    )
    return base64.b64encode(sha256(whole)).decode()


def read_json(data: bytes, *members: str) -> dict[str, Any]:
    try:
        value = json.loads(utf8(data))
        spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        raise Refused("malformed JSON") from None
    need(isinstance(value, dict) and tuple(value) == members, "other members than they should be")
    need(spelled == data, "JSON in another spelling")
    return dict(value)
