"""What is in a model file, and which function something is.

A file's graph is read (:mod:`actviz.models.model_files`), never run. Each largest part of it that
computes elementwise from one tensor is a formula of our language (:mod:`actviz.models.recovery`),
and a formula is named by comparing functions, not spellings (:mod:`actviz.models.naming`).
"""
