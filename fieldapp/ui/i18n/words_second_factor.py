"""Words of the second factor and of the town's service at the sign-in: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "account.by_service": ("Se connecter avec {service}", "Sign in with {service}"),
    "account.otp": ("Code à six chiffres", "Six-digit code"),
    "account.otp_hint": ("Celui que votre téléphone affiche", "The one that your phone shows"),
    "account.missing_otp": ("Tapez le code de votre téléphone.", "Type the code of your phone."),
    "account.second_factor_title": ("Encore le code de votre téléphone", "Now the code of your phone"),
    "account.second_factor_text": (
        "La phrase est juste. Tapez les six chiffres affichés par votre téléphone, ou un de vos codes de secours.",
        "The passphrase is right. Type the six digits that your phone shows, or one of your spare codes.",
    ),
    "account.second_factor_wrong_title": ("Ce code n’est pas le bon", "This code is not the right one"),
    "account.second_factor_wrong_text": (
        "Rien n’a changé. Un code sert une seule fois : attendez le suivant, puis tapez-le.",
        "Nothing has changed. A code serves only once: wait for the next one, then type it.",
    ),
    "account.second_factor_none_title": (
        "Votre compte n’a pas encore de code",
        "Your account has no code yet",
    ),
    "account.second_factor_none_text": (
        "Rien n’a changé. La mairie veut un code de téléphone pour votre rôle : demandez-le au service informatique.",
        "Nothing has changed. The town hall wants a code of a phone for your role: ask the IT office for it.",
    ),
}
