"""What agents write: findings in the field, notes of the phone desk, comments and reasons along the way."""

from sync.records.report import Channel
from sync.server.demo.report_words import sentences

_FINDINGS = """
encombrants | Dépôt d’environ {m3} m³ {lieu} : literie, bois, électroménager. Accès camion possible.
encombrants | Encombrants {lieu}, {m3} m³, à enlever au plateau. Rien qui indique l’origine.
sacs | {nb} sacs {lieu}, fouillés : pas de nom. À reprendre avec la tournée du matin.
gravats | Gravats {lieu}, {m3} m³, benne nécessaire.
cartons | Cartons {lieu}, commerce rappelé à l’ordre.
rue_sale | Balayage à refaire {lieu}, caniveau encombré sur {m} m.
corbeille_pleine | Corbeille {lieu} à vider, sac de fond percé.
dejections | Déjections {lieu}, passage de la laveuse à prévoir.
urine | Désodorisation à faire {lieu}.
megots | Mégots {lieu}, cendrier mural plein.
bac_roulant | Bac {lieu} non rentré, étiquette posée.
graffiti_mur | Tag {lieu}, {m} m², support crépi, hydrogommage.
graffiti_mur | Tag {lieu}, {m} m², pierre tendre : pas de haute pression.
graffiti_rideau | Tag sur coffret {lieu}, à l’éponge.
affichage | Affiches {lieu}, décollées sur le passage en partie.
inscription_haineuse | Inscription {lieu}, masquée provisoirement à la peinture, photo prise avant.
nid_de_poule | Nid-de-poule {lieu}, {cm} × {cm2} cm, profondeur 6 cm. Enrobé à froid en attendant.
nid_de_poule | Chaussée dégradée {lieu} sur {m} m, reprise en enrobé à chaud à programmer.
trottoir | {nb} dalles descellées {lieu}, balisage posé.
marquage | Marquage {lieu} à reprendre, passage piéton {m} m.
piste_cyclable | Piste {lieu} : balayage et un potelet à redresser.
chantier | Barrières oubliées {lieu}, entreprise prévenue par téléphone.
terrasse | Terrasse {lieu} au-delà de l’autorisation de {m} m.
trappe | Tampon descellé {lieu}, mis en sécurité avec deux barrières K2.
panneau | Panneau {lieu} à refixer, collier manquant.
plaque_rue | Plaque {lieu} absente, à commander.
feux | Feu {lieu} au clignotant, prestataire appelé.
lampadaire | Point lumineux éteint {lieu}, lanterne à contrôler depuis la nacelle.
eclairage_jour | Horloge de l’armoire {lieu} à recaler.
mat_abime | Mât choqué {lieu}, vérifier le scellement avant remise sous tension.
fils | Boîte ouverte {lieu}, circuit coupé à l’armoire, ruban posé.
elagage | Taille de dégagement {lieu}, {nb} sujets.
pelouse | Tonte en retard {lieu}, {m}0 m².
pied_arbre | Grille d’arbre {lieu} à recaler.
branche | Branche charpentière fendue {lieu}, périmètre balisé, nacelle nécessaire.
banc | Latte de banc {lieu}, 2,00 m, pin traité.
potelet | Potelet {lieu} à resceller, fût récupéré au dépôt.
aire_jeux | Jeu {lieu} condamné par rubalise en attendant la pièce.
abri | Vitre {lieu} : verre ramassé, cadre nu.
avaloir | Avaloir {lieu} colmaté, curage à la main insuffisant, hydrocureuse.
fuite | Suintement {lieu}, service des eaux prévenu.
flaque | Point bas {lieu}, {cm} cm d’eau après l’averse.
fontaine | Bouton-poussoir grippé {lieu}.
stationnement | Véhicule gênant {lieu}, conducteur absent, avis déposé.
epave_auto | Véhicule {lieu} sans contrôle technique, procédure lancée.
epave_velo | Cadre de vélo {lieu}, antivol à couper.
rats | Terriers {lieu}, {nb} orifices actifs.
nid_guepes | Nid {lieu}, à {nb} m de haut, zone balisée.
animal_errant | Animal {lieu}, fourrière prévenue.
ecole | Anomalie {lieu}, vue avec la direction de l’école.
batiment | Ferme-porte {lieu} à remplacer.
toilettes | Sanitaires {lieu} fermés, chasse d’eau bloquée.
autre | Situation {lieu} à préciser avec le riverain.
constat | Constat {lieu} : état des lieux avant travaux, photos jointes.
constat | Constat {lieu} après intervention d’un concessionnaire, réfection non conforme.
patrouille | Patrouille propreté {lieu} : rien à signaler côté pair, deux dépôts côté impair.
patrouille | Patrouille {lieu}, {nb} sacs repris, corbeilles vidées.
"""

FINDINGS = sentences(_FINDINGS)
DESK_PREFIXES: dict[Channel, tuple[str, ...]] = {
    Channel.TELEPHONE: (
        "Appel d’un riverain : ",
        "Appel d’une habitante : ",
        "Appel du gardien : ",
        "Appel d’une commerçante : ",
    ),
    Channel.GUICHET: ("Vu au guichet : ", "Passée à l’accueil : "),
    Channel.MAIL: ("Courriel d’un usager : ", "Courriel du conseil de quartier : "),
    Channel.COURRIER: ("Courrier d’une habitante : ",),
}
DESK_COMMENTS = (
    "Riverain rappelé, il confirme l’endroit.",
    "Vu avec l’équipe, passage prévu dans la semaine.",
    "Même endroit que le mois dernier, à surveiller.",
    "Adresse vérifiée sur le plan, c’est bien côté impair.",
    "Photo insuffisante, merci de confirmer sur place.",
    "À grouper avec la tournée de jeudi.",
    "La commerçante demande à être prévenue du passage.",
)
FIELD_COMMENTS = (
    "Fait ce matin, photo prise.",
    "Passé à 7 h 40, voiture stationnée dessus. Je repasse cet après-midi.",
    "Il manque une pièce, commandée au magasin.",
    "Sécurisé avec deux cônes en attendant.",
    "Fait avec le plateau, une seule rotation.",
    "Riverain vu sur place, il est content.",
    "Travail terminé, chantier nettoyé.",
    "Accès difficile, fait avec la petite benne.",
)
RESOLVED_NOTES = (
    "Intervention faite par nos équipes.",
    "Le nécessaire a été fait.",
    "Réparation faite, merci de votre signalement.",
    "Nettoyage effectué.",
    "Enlèvement fait avec la tournée.",
)
REJECT_NOTES = {
    "hors_competence": "Cette voie relève du Département, votre demande lui a été transmise.",
    "hors_territoire": "Cet endroit se trouve sur la commune voisine.",
    "introuvable": "Nos agents n’ont rien trouvé à cet endroit.",
    "mal_localise": "L’adresse ne permet pas de situer le problème : merci de le montrer sur la carte.",
    "prive": "Il s’agit d’un terrain privé : la ville ne peut pas y intervenir.",
    "autre": "Après vérification, il n’y a pas lieu d’intervenir.",
}
THIRD_PARTY_NOTES = (
    "Transmis au syndicat des eaux, délai annoncé de dix jours.",
    "Transmis au gestionnaire du réseau électrique.",
    "Transmis au Département, propriétaire de la route.",
    "Transmis au bailleur.",
)
WATCH_NOTE = "Endroit sensible, mis sous surveillance : passage chaque semaine."
WAITING_NOTE = "Nous avons besoin d’une précision de votre part : quel côté de la rue ?"
IMPOSSIBLE_NOTES = (
    "Accès fermé malgré deux passages.",
    "Travail impossible sans coupure de la rue, à reprogrammer avec un arrêté.",
    "Arbre sur terrain privé, riverain absent.",
)
