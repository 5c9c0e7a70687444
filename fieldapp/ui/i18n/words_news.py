"""Words of the news screens: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_READING: Final[Catalogue] = {
    "news.title": ("Informations", "News"),
    "news.show_all": ("Toutes", "All"),
    "news.show_unread": ("Non lues", "Unread"),
    "news.show_waiting": ("Brouillons et retirées", "Drafts and withdrawn"),
    "news.show_all_of_them": ("Voir toutes les informations", "See all news"),
    "news.none_all": ("Aucune information pour vous", "No news for you"),
    "news.none_unread": ("Vous avez tout lu", "You have read everything"),
    "news.none_waiting": ("Aucun brouillon, rien de retiré", "No draft, nothing withdrawn"),
    "news.none_line": ("Dernière mise à jour : {at}.", "Last update: {at}."),
    "news.none_line_never": ("Cette tablette n’a encore rien reçu.", "This tablet has received nothing yet."),
    "news.more": (
        {"one": "{n} information plus ancienne", "other": "{n} informations plus anciennes"},
        {"one": "{n} older note", "other": "{n} older notes"},
    ),
    "news.choose": ("Choisissez une information", "Choose a note"),
    "news.choose_line": ("Elle s’ouvre ici.", "It opens here."),
    "news.reading": ("{n} min de lecture", "{n} min read"),
    "news.unread": ("Non lue", "Unread"),
    "news.pinned": ("Épinglée", "Pinned"),
    "news.changed": ("Texte modifié, à relire", "Text changed, read again"),
    "news.understood": ("Lu et compris", "Read and understood"),
    "news.withdrawn": ("Retirée", "Withdrawn"),
    "news.expires": ("Jusqu’à : {at}", "Until: {at}"),
    "news.expired": ("Terminée", "Over"),
    "news.not_for_you": ("Adressée à d’autres", "Addressed to others"),
    "news.by": ("par {name}", "by {name}"),
    "news.short_version": ("En bref", "In short"),
    "news.text_changed": (
        "Le texte a changé depuis votre lecture : relisez-le et confirmez à nouveau.",
        "The text changed since you read it: read it again and confirm again.",
    ),
    "news.read_on": ("Lire la suite", "Read on"),
    "news.read_on_line": ("Confirmez à la fin du texte.", "Confirm at the end of the text."),
    "news.confirm": ("J’ai lu et compris", "I have read and understood"),
    "news.confirm_line": ("Votre réponse est demandée.", "Your answer is asked for."),
    "news.confirmed": ("Lu et compris. Enregistré sur la tablette.", "Read and understood. Saved on the tablet."),
    "news.confirmed_at": ("Lu et compris : {at}", "Read and understood: {at}"),
    "news.saved_leaves": (
        "Enregistré sur la tablette, part au retour du réseau",
        "Saved on the tablet, leaves when the network is back",
    ),
    "news.received": ("Reçu par la mairie : {at}", "Received by the town hall: {at}"),
    "news.photos": ("Photos", "Photos"),
    "news.comments": ("Commentaires", "Comments"),
    "news.no_comments": ("Aucun commentaire pour l’instant.", "No comment so far."),
    "news.comments_closed": ("Les commentaires sont fermés.", "Comments are closed."),
    "news.comment": ("Votre commentaire", "Your comment"),
    "news.comment_hint": ("Visible de tous les lecteurs", "Seen by all readers"),
    "news.comment_add": ("Ajouter", "Add"),
    "news.comment_added": ("Commentaire enregistré sur la tablette", "Comment saved on the tablet"),
}

_READERS: Final[Catalogue] = {
    "news.readers": ("Qui a lu", "Who has read"),
    "news.readers_of": ("note du {day}", "note of {day}"),
    "news.readers_nobody": ("Cette information n’est adressée à personne.", "This note is addressed to nobody."),
    "news.readers_acknowledged": ("lu et compris", "understood"),
    "news.readers_opened": ({"one": "ouverte", "other": "ouvertes"}, {"one": "opened", "other": "opened"}),
    "news.readers_pending": ("en attente", "pending"),
    "news.count_acknowledged": (
        {"one": "{n} compris", "other": "{n} compris"},
        {"one": "{n} understood", "other": "{n} understood"},
    ),
    "news.count_opened": (
        {"one": "{n} ouverte", "other": "{n} ouvertes"},
        {"one": "{n} opened", "other": "{n} opened"},
    ),
    "news.count_pending": ("{n} en attente", "{n} pending"),
    "news.no_service": ("Sans service", "No service"),
    "news.readers_all": ("Tout le monde a lu.", "Everybody has read it."),
    "news.readers_waited": (
        {"one": "{n} personne attendue", "other": "{n} personnes attendues"},
        {"one": "Waiting for {n} person", "other": "Waiting for {n} people"},
    ),
    "news.readers_private": ("visible des rédacteurs seuls", "seen by writers only"),
    "news.readers_more": (
        {"one": "{n} autre personne", "other": "{n} autres personnes"},
        {"one": "{n} more person", "other": "{n} more people"},
    ),
    "news.reader_pending": ("non ouverte", "not opened"),
    "news.reader_earlier": ("a lu le texte d’avant", "read the text before"),
    "news.reader_opened": ("ouverte : {at}", "opened: {at}"),
}

WORDS: Final[Catalogue] = {
    **_READING,
    **_READERS,
    "news.edit": ("Corriger", "Correct"),
    "news.withdraw": ("Retirer", "Withdraw"),
    "news.withdrawn_said": ("Information retirée", "Note withdrawn"),
    "news.restore": ("Remettre en ligne", "Put back"),
    "news.restored": ("Information remise en ligne", "Note put back"),
    "news.compose": ("Écrire une information", "Write a note"),
    "news.continue_draft": ("Reprendre le brouillon", "Continue the draft"),
}
