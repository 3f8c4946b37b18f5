"""Tree to programs: one small file for each language, over a shared description of them.

:mod:`~actviz.readings.languages.syntax` says what a language is described by;
:mod:`~actviz.readings.languages.helpers` has, as formulas, the functions that languages lack.
"""
