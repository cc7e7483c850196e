"""The command `dreamkit`; thin, without an algorithm of its own.

app          the commands and their options, and errors in plain words
grade        `dreamkit grade`
doctor       what `dreamkit doctor` looks at
lab          what `dreamkit lab` opens
listing      the lines of `dreamkit networks` and `dreamkit presets`
"""
