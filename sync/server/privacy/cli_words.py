"""What `fieldserver privacy` says when something cannot be done as asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sync.server.cli_console import err
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.privacy.again import ListTrouble
from sync.server.privacy.archives import ArchivesTrouble
from sync.server.privacy.notices import NoticeTrouble
from sync.server.privacy.policy import PolicyTrouble
from sync.server.privacy.register import RegisterTrouble
from sync.server.privacy.requests import RequestTrouble
from sync.server.store import StoreBusy

Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]

TROUBLES = {
    "policy-class-unknown": "There is no such class. See: fieldserver privacy policy show",
    "policy-duration-unclear": "This is no duration: say 30 days, 6 months, 5 years, P6M or never.",
    "slip-empty": "Nothing waits for a visa, or all of it stands on a slip already.",
    "slip-unknown": "There is no slip of this number. See: fieldserver privacy archives list",
    "slip-has-visa": "This slip has its visa already.",
    "request-unknown": "There is no request of this number. See: fieldserver privacy request list",
    "request-closed": "This request is closed: whom it was about is forgotten.",
    "request-unreadable": "Whom this request is about cannot be read: the citizens' key is another.",
    "request-too-little": "Say a full name, an e-mail address or a telephone number, so that it finds one person.",
    "register-processing-unknown": "There is no such processing. See: fieldserver privacy register show",
    "register-heading-unknown": "There is no such heading. See: fieldserver privacy register show",
    "register-text-not-valid": "The text is empty or too long.",
    "notice-language-unknown": "The notice is in French (fr) and English (en).",
    "notice-version-unknown": "There is no such version. See: fieldserver privacy notice history",
    "notice-not-valid": "Both files are needed, one line each paragraph, at most twelve.",
    "list-not-valid": "This file is not a list that `fieldserver privacy erasures` wrote.",
}
_EXPECTED = (PolicyTrouble, ArchivesTrouble, RequestTrouble, RegisterTrouble, NoticeTrouble, ListTrouble)


def run_on(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do it on a data folder, or say in plain words why not."""
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except _EXPECTED as trouble:
        said = TROUBLES[str(trouble)]
    except FolderTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    except OSError as trouble:
        said = f"The file cannot be used: {trouble.strerror}."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)
