"""The proof: the rule trees as formulas, and laws about them that hold for every possible set of answers.

`theorems.prove` runs them all; `unknot knowledge prove` prints them. Everything here needs the solver (the
extra `proof`), so nothing outside imports this package before it is asked for.
"""
