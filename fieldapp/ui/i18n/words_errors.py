"""Words for what did not work: what is safe, what happened, what to do: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "trouble.code": ("Code\u00a0{code}", "Code\u00a0{code}"),
    "trouble.gesture": (
        "Ce geste n’a pas abouti, le reste est gardé. Réessayez. Code\u00a0{code}",
        "That did not go through, the rest is kept. Try again. Code\u00a0{code}",
    ),
    "trouble.with_code": ("{told} Code\u00a0{code}", "{told} Code\u00a0{code}"),
    "trouble.support": ("Fieldapp {version} · code {code}", "Fieldapp {version} · code {code}"),
    "trouble.copy": ("Copier pour le support", "Copy for support"),
    "trouble.copy_word": ("Copier", "Copy"),
    "trouble.copied": ("Copié", "Copied"),
    "trouble.screen_title": ("Cet écran ne s’affiche pas", "This screen cannot be shown"),
    "trouble.screen_text": (
        "Vos saisies sont gardées. Revenez en arrière ou réessayez.",
        "What you entered is kept. Go back or try again.",
    ),
    "trouble.read_title": ("Lecture impossible pour l’instant", "Cannot be read for now"),
    "trouble.read_text": (
        "Vos saisies sont gardées sur la tablette. Réessayez dans un instant.",
        "What you entered is kept on the tablet. Try again in a moment.",
    ),
    "trouble.locked_title": ("Tablette verrouillée", "Tablet locked"),
    "trouble.locked_text": (
        "Vos saisies sont gardées, chiffrées. Ouvrez-la avec votre phrase secrète.",
        "What you entered is kept, encrypted. Open it with your passphrase.",
    ),
    "trouble.refused_title": ("Vous n’avez pas accès à cette fiche", "You have no access to this record"),
    "trouble.refused_text": (
        "Rien n’est perdu. Votre chef d’équipe ou le bureau peut vous l’ouvrir.",
        "Nothing is lost. Your team leader or the office can open it for you.",
    ),
    "trouble.absent_title": ("Fiche introuvable ici", "Record not found here"),
    "trouble.absent_text": (
        "Elle a quitté cette tablette ou n’y est pas encore arrivée ; la mairie la garde. Revenez en arrière.",
        "It has left this tablet or has not reached it yet; the town hall keeps it. Go back.",
    ),
    "trouble.retry": ("Réessayer", "Try again"),
}
