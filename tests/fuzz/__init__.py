"""Hostile inputs for everything that reads what others wrote.

`targets` is the table of readers, with good inputs and the refusals that each may raise;
`inputs` spoils the good ones. The tests try a few hundred a reader, always the same;
`python -m bench.fuzz` goes on for as long as it is told, and counts.
"""
