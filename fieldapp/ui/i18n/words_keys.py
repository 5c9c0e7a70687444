"""Words of the keys and of their sheet: `key -> (French, English)`; `key.` names what stands on a key."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "key.enter": ("Entrée", "Enter"),
    "key.space": ("Espace", "Space"),
    "key.escape": ("Échap", "Esc"),
    "key.ctrl_enter": ("Ctrl Entrée", "Ctrl Enter"),
    "key.shift_j": ("Maj J", "Shift J"),
    "key.shift_k": ("Maj K", "Shift K"),
    "key.arrow_left": ("Gauche", "Left"),
    "key.arrow_right": ("Droite", "Right"),
    "key.up": ("Haut", "Up"),
    "key.down": ("Bas", "Down"),
    "key.page_up": ("Page préc.", "Page Up"),
    "key.page_down": ("Page suiv.", "Page Down"),
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
