"""A backup on a disk: a folder with a list of its files and their digests, and the keys apart.

    FOLDER/backup.json              what this is, and every other file with its length and SHA-256
    FOLDER/undersigned.sqlite3      the embedded database, or
    FOLDER/tables/<table>.copy      a table of PostgreSQL, in the text form of its COPY
    FOLDER/checkpoints/<letter>     the last published checkpoint of each letter

Who can change a backup can change what is restored from it, except what receipts and published
checkpoints show. Who can read one has the names and addresses of those who signed.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

FORMAT: Final = "undersigned/backup/v1"
KEYS_FORMAT: Final = "undersigned/keys/v1"
MANIFEST: Final = "backup.json"
KEY_FILES: Final = "*.key"
_CHUNK: Final = 2**20
_LARGEST_LIST: Final = 64 * 2**20


class Unusable(Exception):
    """The backup cannot be made, or not be used; the message says which file and why."""


@dataclass(frozen=True)
class BackupLog:
    """The log of a letter as the backup has it."""

    slug: str
    origin: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    taken_at: str
    database: str
    # The newest migration of each app, which the tables have the form of.
    migrations: dict[str, str]
    # The SHA-256 of each key file: a restore takes only the keys that belong to the backup.
    keys: dict[str, str]
    logs: dict[str, BackupLog]
    # Of PostgreSQL: the columns of each table in the order of its file, and the next row's numbers.
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, dict[str, int]] = field(default_factory=dict)


@contextmanager
def new_folder(target: Path) -> Generator[Path]:
    """A folder beside `target` that takes its name when all went well, and is gone if not.

    Raises Unusable when something is there already.
    """
    if target.exists():
        raise Unusable(f"{target} is there already; a backup is written to a new folder.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        draft.mkdir(parents=True, mode=0o700)
        yield draft
        for folder in sorted({path.parent for path in draft.rglob("*")} | {draft}, reverse=True):
            _sync(folder)
        draft.rename(target)
        _sync(target.parent)
    except OSError as error:
        raise Unusable(f"{target} cannot be written: {error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """List every file below the folder, on the disk by then, and say what they are."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
            name = path.relative_to(folder).as_posix()
            files[name] = {"bytes": path.stat().st_size, "sha256": digest_of(path)}
    values = {"format": FORMAT, **asdict(manifest), "files": files}
    _write_private(folder / MANIFEST, json.dumps(values, indent=1, sort_keys=True).encode() + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself, once every file agrees with its list. Raises Unusable."""
    try:
        path = folder / MANIFEST
        if path.stat().st_size > _LARGEST_LIST:
            raise Unusable(f"{path} is too large.")
        values = json.loads(path.read_bytes())
        if values.pop("format", None) != FORMAT:
            raise Unusable(f"{folder} is not a backup that this version knows ({FORMAT}).")
        files: dict[str, dict[str, Any]] = values.pop("files")
        logs = {letter: BackupLog(**log) for letter, log in values.pop("logs").items()}
        manifest = Manifest(logs=logs, **values)
        _check_files(folder, files)
    except OSError as error:
        raise Unusable(f"{folder} is not a backup that can be read: {error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"{folder / MANIFEST} is damaged.") from error
    return manifest


def _check_files(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    for name in sorted(there ^ {*files, MANIFEST}):
        what = "is missing" if name in files else "does not belong to the backup"
        raise Unusable(f"{folder / name} {what}.")
    for name, said in files.items():
        path = folder / name
        if path.is_symlink() or path.stat().st_size != said["bytes"]:
            raise Unusable(f"{path} is not as long as when the backup was made.")
        if digest_of(path) != said["sha256"]:
            raise Unusable(f"{path} was changed since the backup was made.")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def key_digests(data: Path) -> dict[str, str]:
    """The SHA-256 of each key in a data folder, by its name."""
    return {path.name: digest_of(path) for path in sorted(data.glob(KEY_FILES))}


def write_keys(target: Path, data: Path) -> None:
    """Write the keys of a data folder into a new file, for its owner alone. Raises Unusable."""
    keys = {path.name: path.read_text("ascii") for path in sorted(data.glob(KEY_FILES))}
    body = json.dumps({"format": KEYS_FORMAT, "keys": keys}, indent=1).encode() + b"\n"
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        _write_private(draft, body)
        # Unlike a renaming, a link does not take the place of what is there.
        os.link(draft, target)
        _sync(target.parent)
    except FileExistsError:
        raise Unusable(f"{target} is there already; keys are written to a new file.") from None
    except OSError as error:
        raise Unusable(f"{target} cannot be written: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def read_keys(path: Path, manifest: Manifest) -> dict[str, str]:
    """The keys by the names of their files, if they are those of the backup. Raises Unusable."""
    try:
        values = json.loads(path.read_bytes())
        keys: dict[str, str] = values["keys"]
        if values["format"] != KEYS_FORMAT:
            raise Unusable(f"{path} holds no keys that this version knows ({KEYS_FORMAT}).")
        digests = {name: hashlib.sha256(key.encode()).hexdigest() for name, key in keys.items()}
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"{path} holds no keys.") from error
    if digests != manifest.keys:
        raise Unusable(f"The keys in {path} are not those of the server that was backed up.")
    return keys


def put_keys(data: Path, keys: Mapping[str, str]) -> None:
    """Write keys into a data folder that has none."""
    for name, key in keys.items():
        _write_private(data / name, key.encode())


def _write_private(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
