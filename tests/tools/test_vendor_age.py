"""The age library for browsers is the one that the tool bundles, with every licence beside it."""

import hashlib

from tools.vendor_age import AGE, IMPORTED, TARGET


def test_the_module_is_the_one_that_its_page_names() -> None:
    module = (TARGET / "age.js").read_bytes()
    page = (TARGET / "README.md").read_text(encoding="utf-8")
    assert f"`{hashlib.sha256(module).hexdigest()}`" in page
    assert all(f"- {package}\n" in page for package in (AGE, *IMPORTED))
    assert len(module) < 150_000


def test_it_imports_nothing_and_evaluates_no_text() -> None:
    module = (TARGET / "age.js").read_text(encoding="utf-8")
    for forbidden in ("import(", 'from"', "eval(", "new Function", "http://", "fetch("):
        assert forbidden not in module, forbidden


def test_licences_lie_beside() -> None:
    licences = (TARGET / "LICENSE-age.txt").read_text(encoding="utf-8")
    assert licences.count("Redistribution and use in source and binary forms") == 1
    assert licences.count("Permission is hereby granted, free of charge") == len(IMPORTED)
    assert all(package in licences for package in (AGE, *IMPORTED))
