"""Grading a class: `dreamkit grade`. Student code runs in kernels, points are given outside them.

collect           what was handed in: folders, zips of learning platforms
layout            which folders hold the students, among those around them
platforms         what learning platforms put around a student's name
archives          zips, read without unpacking them
notebooks         reading a notebook without trusting it
sanitize          what strangers wrote, made fit for files, pages and tables
assignments       the instructor's notebooks: which cells are tests, what is hidden in them
supporting_files  what was handed in beside a notebook, and lies beside it when it runs
jobs              which exercise each notebook belongs to
cells_to_run      the cells to run: the student's, with the instructor's tests put back
sandbox           what a kernel can see (bubblewrap)
subreaper         what runs a kernel where there is no bubblewrap
limits            what a kernel may use up: time, memory, processes, disk
kernel            one kernel: started, spoken to, killed
guest             what runs inside that kernel, beside the student's code
run               one notebook from its first cell to its last hidden test
score             outcomes become points
report            grades.csv, Gradescope's results.json, the summary
pages             feedback pages
results_cache     what was graded before
private_files     files that are there whole, for their owner's eyes only
grade             all of it for a class
"""
