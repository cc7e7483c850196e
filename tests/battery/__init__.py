"""Bad and odd input at every public entrance: `python scripts/battery.py` tries all of it.

case         what a case is, and how its end is judged
odd          values that stand where others should
mutations    files, damaged in ways that a seed chooses
samples      small real files to damage
pictures     load_image, read_settings
saving       save_image, Dream.save, check of formats
dreams       dream: pictures, numbers, goals, masks, functions
growing      visualize, gallery, class_picture, inversion, caricature, texture, style_transfer
looking      saliency, spectrum, resize, masks, samples, figures
attributing  attribution, randomize, top_pictures
films        zoom_film, dream_video, dream_panorama
goals        goals as text and as functions
models       network: names, models, weights files
answers      check, my_tasks
panels       first_dream, studio, runner, explore, without a browser
command      `dreamkit`, in this process
growing_commands  `dreamkit visualize` and `dreamkit gallery`, in this process
processes    `dreamkit`, as a process of its own
grader       `dreamkit grade`: notebooks, zips, folders
running      the cases in child processes, which may hang or die
report       the table, and docs/reliability.md
"""
