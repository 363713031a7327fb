"""Fetch the age library for browsers and write it as one module, with its licences beside it.

Run it as `python -m tools.vendor_age` with npm on the path. The same packages give the same bytes.
"""

import hashlib
import subprocess
import tempfile
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).resolve().parent.parent / "src/undersigned/static/undersigned/age"

AGE: Final = "age-encryption@0.3.1"
# What it imports, each in the version that is bundled.
IMPORTED: Final = (
    "@noble/ciphers@2.1.1",
    "@noble/curves@2.0.1",
    "@noble/hashes@2.0.1",
    "@noble/post-quantum@0.5.4",
    "@scure/base@2.0.0",
)
BUNDLER: Final = "esbuild@0.28.2"
# What of it our pages use.
ENTRY: Final = (
    "export { Decrypter, Encrypter, armor, generateX25519Identity, identityToRecipient, webauthn }"
    ' from "age-encryption";\n'
)


def fetch(folder: Path) -> None:
    """Install the packages into a folder of their own; no script of theirs is run but esbuild's."""
    packages = (AGE, *IMPORTED, BUNDLER)
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--save-exact", *packages],
        cwd=folder,
        check=True,
    )


def bundle(folder: Path) -> bytes:
    """One module that imports nothing."""
    entry, output = folder / "entry.js", folder / "age.js"
    entry.write_text(ENTRY, encoding="utf-8")
    subprocess.run(
        [
            *(str(folder / "node_modules/.bin/esbuild"), str(entry), "--bundle", "--minify"),
            *("--format=esm", "--target=es2022", "--legal-comments=inline", "--log-level=warning"),
            f"--outfile={output}",
        ],
        cwd=folder,
        check=True,
    )
    return output.read_bytes()


def licences(folder: Path) -> str:
    """The licence of each package, under its name and version."""
    parts = []
    for package in (AGE, *IMPORTED):
        name = package.rpartition("@")[0]
        text = (folder / "node_modules" / name / "LICENSE").read_text(encoding="utf-8")
        parts.append(f"{package}\n\n{text.strip()}\n")
    return ("\n" + "-" * 80 + "\n\n").join(parts)


def readme(module: bytes) -> str:
    """What the file is and where it is from."""
    packages = "\n".join(f"- {package}" for package in (AGE, *IMPORTED))
    return (
        "# Age for browsers\n\nMade by `python -m tools.vendor_age`; do not edit the file by hand."
        " `age.js` is one module of\nthese packages, bundled and minified by"
        f" {BUNDLER}; `LICENSE-age.txt` holds their licences.\n\n{packages}\n\n"
        f"SHA-256 of `age.js`: `{hashlib.sha256(module).hexdigest()}`\n"
    )


def main() -> None:
    """Fetch, bundle, write, and say what was written."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        fetch(folder)
        module = bundle(folder)
        TARGET.mkdir(parents=True, exist_ok=True)
        (TARGET / "age.js").write_bytes(module)
        (TARGET / "LICENSE-age.txt").write_text(licences(folder), encoding="utf-8")
        (TARGET / "README.md").write_text(readme(module), encoding="utf-8")
    print(f"{len(module):8,} age.js")


if __name__ == "__main__":
    main()
