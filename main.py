"""Start Fieldapp: the entry file that `flet build` and PyInstaller look for."""

from fieldapp.bootstrap import run

if __name__ == "__main__":
    run()
