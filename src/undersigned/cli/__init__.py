"""The command line: one module a command, and a table that finds it.

Only the module of the command that was asked for is loaded, so that `undersigned verify` starts
without Django. A command module has a docstring, which is its help, and two functions:
`add_arguments(parser: argparse.ArgumentParser) -> None` and `run(args: argparse.Namespace) -> int`,
whose number is the exit code.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command lives, and one line of help that needs no import."""

    module: str
    summary: str
    # Whether it works on a server's folder and database; those get `--data FOLDER`.
    has_data: bool = True


COMMANDS: Final = {
    "verify": Command(
        "undersigned.cli.verify", "check a receipt, bundle, folder or log, offline", has_data=False
    ),
    "quotes": Command(
        "undersigned.cli.quotes",
        "find and attribute the quotations of an article, and check them against a letter",
        has_data=False,
    ),
    "serve": Command("undersigned.cli.serve", "run the web server and the worker"),
    "web": Command("undersigned.cli.web", "run the web server only"),
    "worker": Command("undersigned.cli.worker", "run a worker only"),
    "import": Command("undersigned.cli.imports", "publish and log a letter from a folder"),
    "demo": Command("undersigned.cli.demo", "make the invented letters of the demonstration"),
    "bundle": Command("undersigned.cli.bundle", "write everything public about a letter to a file"),
    "open-export": Command(
        "undersigned.cli.open_export", "open an export of sealed contact data", has_data=False
    ),
    "bounces": Command(
        "undersigned.cli.bounces", "read reports that a delivered letter did not arrive"
    ),
    "backup": Command("undersigned.cli.backup", "write a backup to a folder, and the keys apart"),
    "restore": Command("undersigned.cli.restore", "make a server anew from a backup"),
    "erasures": Command("undersigned.cli.erasures", "say what was erased, when, and of how many"),
    "log": Command("undersigned.cli.log", "look after the logs: fsck recomputes everything"),
    "doctor": Command("undersigned.cli.check", "say what is wrong with this server"),
    "check": Command("undersigned.cli.check", "the same as doctor, under its older name"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command that the arguments name, and returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] not in COMMANDS:
        _overview().parse_args(words or ["--help"])
        return 2
    args = make_parser(words[0]).parse_args(words[1:])
    try:
        code: int = args.run(args)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return code


def make_parser(name: str) -> argparse.ArgumentParser:
    """The parser of one command; what it parses has `run`, which takes it and returns the code."""
    command = COMMANDS[name]
    module = import_module(command.module)
    parser = argparse.ArgumentParser(
        prog=f"undersigned {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    run = module.run
    if command.has_data:
        site = import_module("undersigned.cli.site")
        site.add_arguments(parser)
        run = site.with_settings(run)
    parser.set_defaults(run=run)
    return parser


def _overview() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="undersigned",
        description="Self-hosted open letters with a verifiable signature log.",
        epilog="\n".join(["commands:", *lines, "", "`undersigned <command> --help` says more."]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=list(COMMANDS), metavar="command", help="see below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what the command needs")
    return parser
