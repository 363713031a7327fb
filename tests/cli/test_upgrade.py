"""A database from the first migration, with a letter that people signed, becomes one of today."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from tests.support.site import Site

# The tables of the first migration, filled by statements: no code of today knows their form.
THEN = """\
import hashlib
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from undersigned.cli import site; site.start_django()
MigrationExecutor(connection).migrate([("undersigned", "0001_first_letter")])
from django.conf import settings
from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.leaf import SignatoryKind, SignLeaf, TextLeaf, format_leaf
from undersigned.core.opening import commit
from undersigned.core.text import Addressee, Text, format_text
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import Checkpoint, sign_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey

AT = "2024-05-01 12:00:00+00:00"
LETTER = "0123456789abcdef0123456789abcdef"
ORIGIN = f"localhost/log/{LETTER}"
key = SigningKey(ORIGIN, settings.KEYS.log_seed)

def insert(table, **values):
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO undersigned_{table} ({names}) VALUES ({marks})", list(values.values())
        )

with transaction.atomic():
    insert("account", id=7, password="!", email="lead@coalition.example", is_active=True,
           is_operator=True, created_at=AT)
    insert("letter", id=LETTER, slug="lake", state="open", original_language="en", origin=ORIGIN,
           created_at=AT, published_at=AT, names_revision=0, lead_id=7)
    insert("letter", id=LETTER[::-1], slug="draft", state="draft", original_language="en",
           origin="", created_at=AT, names_revision=0, lead_id=7)
    addressees = (Addressee("Ada Exemplar", "Minister", "DE"),)
    leaves, digests = [], []
    insert("edition", id=3, number=1, frozen_at=AT, is_published=True, log_index=0, frozen_by_id=7,
           letter_id=LETTER)
    for place, language in enumerate(("en", "fa")):
        title, body = f"The lake {language}", "Dear Ada,\\n\\nlet it live.\\n"
        insert("version", id=20 + place, language=language, number=1, title=title,
               addressees="Ada Exemplar; Minister; DE", body=body, is_removed=False, saved_at=AT,
               author_id=7, letter_id=LETTER)
        data = format_text(Text(LETTER, 1, language, title, addressees, body))
        digests.append((language, hashlib.sha256(data).digest()))
        insert("editiontext", id=30 + place, position=place, language=language, title=title,
               data=data, digest=digests[-1][1], edition_id=3)
    leaves.append(format_leaf(TextLeaf(LETTER, 1, tuple(digests))))
    for number, name in enumerate(("Mina Example", "Noor Example"), start=1):
        master = bytes([number]) * 32
        fields = {"name": name, "contact": f"{number}@people.example", "display": "name"}
        commitment = commit(LETTER, master, fields)
        leaves.append(format_leaf(SignLeaf(LETTER, 0, SignatoryKind.PERSON, commitment)))
        insert("signature", id=40 + number, kind="person", affiliation="", role="", country="",
               evidence="", is_shown=True, language="en", search_text=name.lower(),
               mailbox_digest=bytes([number]) * 32, nonce=bytes([number]) * 16, master=master,
               commitment=commitment, created_at=AT, confirmed_at=AT, ready_at=AT,
               log_index=number, is_receipt_owed=False, edition_id=3, letter_id=LETTER, **fields)
    insert("signature", id=50, kind="person", affiliation="", role="", country="", evidence="",
           is_shown=True, language="fa", search_text="waiting", nonce=b"9" * 16, name="Waiting",
           contact="9@people.example", display="name", created_at=AT, is_receipt_owed=False,
           edition_id=3, letter_id=LETTER)
    extension = tiles.extend(0, {}, [leaf_hash(leaf) for leaf in leaves])
    note = sign_checkpoint(Checkpoint(ORIGIN, extension.size, extension.root), key)
    insert("log", letter_id=LETTER, size=3, published_size=3, is_closed=False)
    insert("tile", level=-1, number=0, data=tiles.format_entries(leaves), letter_id=LETTER)
    for tile in extension.tiles:
        insert("tile", level=tile.level, number=tile.number, data=tile.data, letter_id=LETTER)
    insert("treehead", size=3, root=extension.root, checkpoint=note, signed_at=AT,
           organizations=0, people=2, withdrawn=0, letter_id=LETTER)
    insert("outgoingmail", recipient="9@people.example", subject="Confirm", body="Please.",
           language="fa", attachment_name="", created_at=AT, due_at=AT, attempts=2)
CheckpointKeeper(settings.CONFIG.data / "checkpoints").write(LETTER, note)
"""
NOW = """\
import json
from undersigned.cli import site; site.open_database()
from django.test import Client
from tests.support.letters import *
from undersigned.core.tokens import Purpose, make_token
from undersigned.models import *
letter = Letter.objects.get(slug="lake")
client = Client(headers={"host": "localhost"})
row = Signature.objects.get(name="Noor Example")
manage = make_token(settings.KEYS.secret, Purpose.MANAGE, row.pk, bytes(row.nonce))
check_letter_log(letter)
pages = [f"/letters/lake/en/", f"/letters/lake/fa/", "/", f"/manage/{manage}/"]
print(json.dumps({
    "pages": [client.get(page).status_code for page in pages],
    "names": list(Signature.objects.order_by("pk").values_list("name", flat=True)),
    "members": list(Member.objects.order_by("letter__slug").values_list("letter__slug", "role")),
    "locked": dict(Letter.objects.values_list("slug", "is_locked")),
    "current": list(Edition.objects.values_list("number", "is_current")),
    "mails": list(OutgoingMail.objects.values_list("recipient", "attempts")),
}))
signed(letter, wish("Finn", "finn@people.example"))
log_all(letter)
assert check_letter_log(letter).people == 3
"""


def do(site: Site, script: str) -> str:
    """Run a script on a site's folder and database."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=site.environment | {"PYTHONPATH": os.pathsep.join(["src", "."])},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_letter_of_the_first_version_goes_on_under_this_one(
    start_site: Callable[..., Site],
) -> None:
    site = start_site(is_running=False)
    do(site, THEN)
    done = site.run("log", "fsck")
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["lake: all 3 entries, and everything that follows from them, agree."],
    ), done.stderr
    found: dict[str, Any] = json.loads(do(site, NOW))
    assert found == {
        "pages": [200, 200, 200, 200],
        "names": ["Mina Example", "Noor Example", "Waiting"],
        "members": [["draft", "lead"], ["lake", "lead"]],
        "locked": {"lake": True, "draft": False},
        "current": [[1, True]],
        "mails": [["9@people.example", 2]],
    }
    assert site.run("log", "fsck").returncode == 0
