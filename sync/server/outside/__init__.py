"""The one door for what comes from outside: who asked, what the public may know, how a report is taken in."""
