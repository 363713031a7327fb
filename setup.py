"""Compiles the catalogues of translations into what is built; all else is in pyproject.toml."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Puts a compiled catalogue beside each one that is packed."""

    def run(self) -> None:
        """Build, then compile in the folder of the build; an editable install compiles in place."""
        super().run()
        source = Path(__file__).parent / "src"
        root = source if self.editable_mode else Path(self.build_lib)
        for path in sorted((source / "undersigned" / "locale").glob("*/LC_MESSAGES/django.po")):
            target = root / path.relative_to(source).with_suffix(".mo")
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as file:
                catalogue = read_po(file)
            for message in catalogue:
                # Babel would write the empty forms, and they would be shown.
                if not isinstance(message.string, str) and not all(message.string or ()):
                    message.string = ""
            with target.open("wb") as compiled:
                write_mo(compiled, catalogue)


setup(cmdclass={"build_py": BuildWithCatalogues})
