"""WHAT WE KNOW: YAML that a clinician can review line by line, and a reader that refuses what is not sound.

`load.knowledge()` gives the knowledge that ships; `load.load(directory)` reads another one. The values
themselves are `unknot.clinical.knowledge`; there is no medicine in Python.
"""
