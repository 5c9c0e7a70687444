"""Words of taking in a report for somebody: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_NOTICE_FR: Final = (
    "La mairie garde votre nom et votre contact pour traiter ce signalement et vous répondre, le temps qu’elle a fixé. "
    "Vous pouvez les voir, les corriger ou les faire effacer auprès de son délégué à la protection des données. "
    "Vous pouvez aussi ne rien dire de vous."
)
_NOTICE_EN: Final = (
    "The town hall keeps your name and contact to handle this report and to answer you, as long as it has set. "
    "You may see, correct or have them erased: ask its data protection officer. "
    "You may also say nothing about yourself."
)

WORDS: Final[Catalogue] = {
    "intake.title": ("Nouvel appel", "New call"),
    "intake.line_begun": ("Un autre appel commencé", "Another call begun"),
    "intake.sub": ("Un signalement pour quelqu’un", "A report for somebody"),
    "intake.open": ("Nouvel appel : signaler pour quelqu’un", "New call: report for somebody"),
    "intake.channel": ("Comment", "How"),
    "intake.channel_telephone": ("Téléphone", "Telephone"),
    "intake.channel_guichet": ("Guichet", "Counter"),
    "intake.channel_mail": ("Courriel", "E-mail"),
    "intake.channel_courrier": ("Courrier", "Letter"),
    "intake.what": ("Quoi", "What"),
    "intake.going": ("Ira à : {name}", "Goes to: {name}"),
    "intake.find_category": ("Chercher une catégorie", "Search a category"),
    "intake.find_category_hint": ("Chercher : avaloir, graffiti, banc…", "Search: drain, graffiti, bench…"),
    "intake.where": ("Où", "Where"),
    "intake.address": ("Adresse dite", "Address as said"),
    "intake.address_hint": ("Numéro et rue", "Number and street"),
    "intake.address_known": ("Adresses connues ici", "Addresses known here"),
    "intake.address_unknown": (
        "Adresse inconnue ici : touchez la carte, ou choisissez au moins le secteur.",
        "Address not known here: tap the map, or choose at least the sector.",
    ),
    "intake.place_hint": ("Par l’adresse, ou d’un clic sur la carte.", "By its address, or by a click on the map."),
    "intake.placed_on_map": ("sur la carte", "on the map"),
    "intake.placed": ("Placé : {name}", "Placed: {name}"),
    "intake.rough": ("Position approximative : milieu du secteur {name}", "Rough position: middle of sector {name}"),
    "intake.said": ("Ce que la personne dit", "What the person says"),
    "intake.said_private": (
        "Un téléphone ou un courriel est dans le texte : mettez-le dans « Usager ».",
        "A telephone number or e-mail is in the text: put it under “Resident”.",
    ),
    "intake.photos": ("Photos reçues, facultatif", "Photos received, optional"),
    "intake.add_photos": ("Ajouter des photos", "Add photos"),
    "intake.photos_room": (
        {"one": "Encore {n} photo possible", "other": "Encore {n} photos possibles"},
        {"one": "{n} more photo possible", "other": "{n} more photos possible"},
    ),
    "intake.photos_full": ("Six photos : c’est complet", "Six photos: that is all"),
    "intake.caller": ("Usager, facultatif", "Resident, optional"),
    "intake.caller_seen": (
        "Vu du bureau d’accueil et de vous. Ni le terrain ni les élus ne le reçoivent.",
        "Seen by the front office and by you. Neither the field nor the elected receive it.",
    ),
    "intake.name": ("Nom", "Name"),
    "intake.phone": ("Téléphone", "Telephone"),
    "intake.email": ("Courriel", "E-mail"),
    "intake.wants_answer": ("Veut une réponse", "Wants an answer"),
    "intake.notice": ("À dire à la personne", "To tell the person"),
    "intake.notice_text": (_NOTICE_FR, _NOTICE_EN),
    "intake.no_number": ("celui-ci", "this one"),
    "intake.also": ("Signalé aussi ({channel}).", "Also reported ({channel})."),
    "intake.send": ("Enregistrer", "Save"),
    "intake.discard": ("Effacer", "Clear"),
    "intake.lacks": ("Manque : {what}", "Missing: {what}"),
    "intake.lacks_what": ("la catégorie", "the category"),
    "intake.lacks_where": ("le lieu", "the place"),
    "intake.lacks_contact": ("un contact pour répondre", "a contact to answer to"),
    "intake.told": ("Signalement enregistré", "Report saved"),
    "intake.told_added": ("Appel ajouté à {number}", "Call added to {number}"),
    "intake.told_discarded": ("Appel effacé", "Call cleared"),
    "intake.key_aim": ("Déplacer le repère (les quatre flèches)", "Move the cross-hair (all four arrows)"),
    "intake.key_channel": ("Comment la demande arrive", "How the request comes in"),
    "intake.key_confirm": ("Ctrl Entrée", "Ctrl Enter"),
}
