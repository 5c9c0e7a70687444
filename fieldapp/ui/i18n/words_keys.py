"""Words of the keys and of their sheet: `key -> (French, English)`; `key.` names what stands on a key."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "key.Enter": ("Entrée", "Enter"),
    "key.Space": ("Espace", "Space"),
    "key.Escape": ("Échap", "Esc"),
    "key.Ctrl_Enter": ("Ctrl Entrée", "Ctrl Enter"),
    "key.Shift_J": ("Maj J", "Shift J"),
    "key.Shift_K": ("Maj K", "Shift K"),
    "key.Arrow_Left": ("Gauche", "Left"),
    "key.Arrow_Right": ("Droite", "Right"),
    "key.Up": ("Haut", "Up"),
    "key.Down": ("Bas", "Down"),
    "key.Page_Up": ("Page préc.", "Page Up"),
    "key.Page_Down": ("Page suiv.", "Page Down"),
    "keys.title": ("Les touches de cette page", "The keys of this page"),
    "keys.note": (
        "Elles se taisent quand vous écrivez. Chaque geste a aussi son bouton.",
        "They are silent while you write. Each gesture has its button too.",
    ),
    "keys.search": ("Chercher", "Search"),
    "keys.help": ("L’aide de cette page", "The help of this page"),
    "keys.zone": ("Aller à la partie suivante de la fenêtre", "Go to the next part of the window"),
    "keys.control": ("Aller au bouton ou au champ suivant", "Go to the next button or field"),
    "keys.back": ("Fermer, revenir en arrière", "Close, go back"),
    "keys.all": ("Toutes les touches", "All keys"),
    "keys.all_short": ("toutes les touches", "all keys"),
}
