"""dreamkit beside its peers, in one run on one machine: python -m benchmarks

Every contender works in a process of its own, one at a time and in turns; RESULTS.md says what came
out. `contenders` holds who is compared, `sections` what is measured.
"""
