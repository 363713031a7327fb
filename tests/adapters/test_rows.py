"""Many rows at once: they are what Django's way of inserting them makes."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict

from tests.support.letters import T0, make_open_letter
from undersigned.adapters.rows import insert_rows, is_among, new_row, reserve_keys, table_of
from undersigned.models import Edition, OutgoingMail, Quotation, Signature

HOSTILE = "tab\tnew\nline \\ \\N \\. \" ' , {NULL} %s ۱۲ \U0001f426"


def _signature(name: str) -> Signature:
    edition = Edition.objects.select_related("letter").get()
    return Signature(
        letter=edition.letter,
        edition=edition,
        kind="person",
        name=name,
        display="named",
        is_shown=True,
        language="fa",
        search_text=name.lower(),
        mailbox_digest=bytes(range(32)),
        nonce=b"\x00\n\\\t\xff" + bytes(11),
        erased={"name": "00ff", "quote": '"\\'},
        created_at=T0 + timedelta(microseconds=7),
        confirmed_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
    )


def _values(model: type[Signature] | type[OutgoingMail], key: int) -> dict[str, object]:
    row = model.objects.get(pk=key)
    fields = model_to_dict(row) | {f.attname: getattr(row, f.attname) for f in row._meta.fields}
    fields.pop("id")
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in fields.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Mina Example", HOSTILE, ""])
def test_a_row_is_what_django_makes_of_it(name: str) -> None:
    make_open_letter()
    ours, theirs = _signature(name), _signature(name)
    (ours.pk,) = reserve_keys(Signature, 1)
    insert_rows([ours])
    was_made = _values(Signature, ours.pk)
    # A mailbox signs once.
    Signature.objects.all().delete()
    theirs.save()
    assert was_made == _values(Signature, theirs.pk)
    assert not ours._state.adding


@pytest.mark.django_db
def test_many_rows_keep_their_order_and_keys_go_on() -> None:
    before = OutgoingMail.objects.create(subject="first", body="", created_at=T0, due_at=T0)
    rows = [OutgoingMail(subject=f"mail {n}", body="b", created_at=T0, due_at=T0) for n in range(9)]
    for row, key in zip(rows, reserve_keys(OutgoingMail, 9), strict=True):
        row.pk = key
    insert_rows(rows)
    after = OutgoingMail.objects.create(subject="last", body="", created_at=T0, due_at=T0)
    assert before.pk < rows[0].pk
    assert rows[-1].pk < after.pk
    said = list(OutgoingMail.objects.order_by("pk").values_list("subject", flat=True))
    assert said == ["first", *(f"mail {n}" for n in range(9)), "last"]


@pytest.mark.django_db
def test_a_key_is_not_given_twice_when_the_newest_row_is_gone() -> None:
    (key,) = reserve_keys(OutgoingMail, 1)
    mail = OutgoingMail(pk=key, subject="s", body="", created_at=T0, due_at=T0)
    insert_rows([mail])
    OutgoingMail.objects.all().delete()
    assert reserve_keys(OutgoingMail, 1)[0] > key


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_raises_the_error_of_django() -> None:
    kept = OutgoingMail.objects.create(subject="first", body="", created_at=T0, due_at=T0)
    again = OutgoingMail(pk=kept.pk, subject="again", body="", created_at=T0, due_at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([again])
    assert OutgoingMail.objects.get().subject == "first"


@pytest.mark.django_db
def test_rows_without_keys_get_new_ones() -> None:
    before = OutgoingMail.objects.create(subject="first", body="", created_at=T0, due_at=T0)
    insert_rows(
        [OutgoingMail(subject=f"mail {n}", body="b", created_at=T0, due_at=T0) for n in range(3)]
    )
    rows = OutgoingMail.objects.filter(pk__gt=before.pk).order_by("pk")
    assert list(rows.values_list("subject", flat=True)) == ["mail 0", "mail 1", "mail 2"]


@pytest.mark.django_db
def test_nothing_is_inserted_for_nothing() -> None:
    assert list(reserve_keys(Signature, 0)) == []
    insert_rows([])
    assert not Signature.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_insert_at_once_get_keys_of_their_own() -> None:
    errors: list[BaseException] = []

    def insert() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    rows = [
                        OutgoingMail(pk=key, subject="s", body="", created_at=T0, due_at=T0)
                        for key in reserve_keys(OutgoingMail, 5)
                    ]
                    insert_rows(rows)
        except BaseException as error:  # noqa: BLE001 shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=insert) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert OutgoingMail.objects.count() == 150


@pytest.mark.django_db
def test_a_new_row_is_what_the_constructor_makes() -> None:
    make_open_letter()
    theirs = _signature("Mina Example")
    edition = theirs.edition
    names = (
        *("kind", "name", "display", "is_shown", "language", "search_text", "mailbox_digest"),
        *("nonce", "erased", "created_at", "confirmed_at"),
    )
    ours = new_row(
        Signature,
        {"letter": edition.letter, "edition": edition},
        **{name: getattr(theirs, name) for name in names},
    )
    columns = [field.attname for field in Signature._meta.concrete_fields]
    assert {c: getattr(ours, c) for c in columns} == {c: getattr(theirs, c) for c in columns}
    assert (ours.letter, ours.edition, ours._state.adding) == (edition.letter, edition, True)
    ours.save()
    ours.refresh_from_db()
    assert ours.letter_id == edition.letter_id


def test_two_new_rows_share_nothing_that_can_be_changed() -> None:
    first, second = new_row(Quotation, {}), new_row(Quotation, {})
    first.passages.append("here")
    assert second.passages == []
    assert new_row(Quotation, {}).passages == []


def test_a_new_row_has_the_columns_of_its_model_only() -> None:
    with pytest.raises(TypeError, match="'colour'"):
        new_row(Signature, {}, name="Mina Example", colour="red")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 120])
def test_rows_are_a_table_within_a_statement(count: int) -> None:
    rows = [(n, f"{HOSTILE}{n}", bytes([n, 0, 255]), None) for n in range(count)]
    table, values = table_of(rows, ["bigint", "text", "bytea", "bytea"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT column1, column2, column3, column4 FROM {table} ORDER BY column1",
            values,
        )
        found = [(n, text, bytes(data), none) for n, text, data, none in cursor.fetchall()]
    assert found == rows


@pytest.mark.django_db
def test_a_column_is_among_values() -> None:
    for subject in ("a", "b", HOSTILE):
        OutgoingMail.objects.create(subject=subject, body="", created_at=T0, due_at=T0)
    condition, values = is_among("subject", ["b", HOSTILE, "none"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT subject FROM undersigned_outgoingmail WHERE {condition} ORDER BY id",
            values,
        )
        assert [subject for (subject,) in cursor.fetchall()] == ["b", HOSTILE]
