"""The command `dreamkit`; thin, without an algorithm of its own.

app          the commands; the short ones with their options
dream        `dreamkit dream`
options      options of more than one command
plain_words  errors as one sentence and an exit code, warnings as notes
startup      Ctrl-C and SIGTERM, and output in other encodings
grade        `dreamkit grade`
doctor       what `dreamkit doctor` looks at
lab          what `dreamkit lab` opens
listing      the lines of `dreamkit networks` and `dreamkit presets`
"""
