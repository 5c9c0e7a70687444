"""What people do all day, walked through the whole app: both languages, four windows, pictures of every step.

python -m tests.journeys                                        # all of it: `make journeys`
python -m tests.journeys report task --size 800x1280 --language fr

A journey goes by identifiers, whatever the language, and ends at the town hall: it has happened when the record is
there. On its way every step is held to the window (nothing reaches out of it) and to the language (no word of the
other one), and its picture is laid into `build/journeys`.
"""
