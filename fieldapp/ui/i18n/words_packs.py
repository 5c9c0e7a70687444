"""Words of the town's map pack: the card of the agent's page, the card on a map: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "packs.title": ("Plan de la ville", "Town map"),
    "packs.text": (
        "Rues et adresses, sans réseau. Partagé par tous les agents de cet appareil.",
        "Streets and addresses, without network. Shared by all agents of this device.",
    ),
    "packs.absent": ("Le plan n’est pas sur cet appareil", "The map is not on this device"),
    "packs.none": ("La mairie n’a pas encore publié de plan.", "The town hall has not published a map yet."),
    "packs.held": ("{name} · {size}", "{name} · {size}"),
    "packs.published": ("Publié : {date}", "Published: {date}"),
    "packs.newer": ("Un plan plus récent est publié", "A newer map is published"),
    "packs.next_number": ("le numéro connu le plus proche", "the nearest number that is known"),
    "packs.get": ("Obtenir", "Get it"),
    "packs.get_label": ("Obtenir le plan, {size}", "Get the map, {size}"),
    "packs.renew": ("Mettre à jour", "Update"),
    "packs.size": ("{size} à recevoir, en Wi-Fi seulement", "{size} to receive, on Wi-Fi only"),
    "packs.moving": ("{done} sur {size} reçus", "{done} of {size} received"),
    "packs.progress": ("Plan de la ville, {share} reçu", "Town map, {share} received"),
    "packs.hold_wifi": ("Le plan attend le Wi-Fi", "The map waits for Wi-Fi"),
    "packs.hold_network": ("Le plan attend le réseau", "The map waits for the network"),
    "packs.rest": ("{size} restent à recevoir.", "{size} are still to come."),
    "packs.anyway": ("Sans attendre", "Do not wait"),
    "packs.anyway_label": (
        "Recevoir {size} sur ce réseau mobile, sans attendre le Wi-Fi",
        "Receive {size} on this mobile network, without waiting for Wi-Fi",
    ),
    "packs.stop": ("Renoncer", "Give up"),
    "packs.remove": ("Supprimer le plan", "Delete the map"),
    "packs.removed": ("Plan supprimé de cet appareil", "Map deleted from this device"),
    "packs.trouble_damaged": (
        "Le plan est arrivé abîmé. Votre travail est gardé. Obtenez-le de nouveau.",
        "The map arrived damaged. Your work is kept. Get it again.",
    ),
    "packs.trouble_no_room": (
        "Pas assez de place pour le plan. Votre travail est gardé. Libérez de la place, puis recommencez.",
        "Not enough room for the map. Your work is kept. Free some space, then do it again.",
    ),
}
