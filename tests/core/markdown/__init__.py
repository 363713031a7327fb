"""Tests of the Markdown of a letter."""

EVERYTHING = """\
A *b **c*** and \\*d\\*[^x] & < >\\
e [f *g*](https://example.org/?a=1&b=2) <mailto:a@example.org>
h[^x]

## One

### Two

> Quoted[^y]
>
> - in it

- tight
- list

7. loose

8. list

::: demands
1. First *thing*[^y]

   - with a detail
2. Second
:::

[^x]: Report, <https://example.org/r>

    More of it.
[^y]: Another
"""
