"""What citizens write about each category, as sentences with a place in them.

One line is one way to say it. `{lieu}` is where ("devant le 12"), `{depuis}` since when. People open and
close their message as they like: `OPENINGS` and `CLOSINGS`, most often with nothing.
"""

_CITIZENS = """
encombrants | Un matelas et un sommier ont été laissés {lieu} {depuis}.
encombrants | Un canapé défoncé bloque le trottoir {lieu}, on doit passer sur la route avec la poussette.
encombrants | Encore un dépôt {lieu} : une machine à laver, des planches et une vieille télé.
encombrants | Des meubles cassés (armoire, deux chaises) traînent {lieu} {depuis}.
encombrants | Quelqu’un a vidé sa cave {lieu}. Il y a un frigo, des pneus et des sacs.
encombrants | Un vieux fauteuil et une table basse sur le trottoir {lieu}.
sacs | Une dizaine de sacs noirs {lieu}, éventrés par les chats.
sacs | Les sacs poubelle s’entassent {lieu} {depuis}, l’odeur devient pénible.
sacs | Des sacs sont sortis tous les jours {lieu} alors que la collecte est le mardi.
sacs | Sacs d’ordures ménagères déposés au pied du conteneur {lieu}.
gravats | Des gravats et des sacs de plâtre ont été jetés {lieu}.
gravats | Un tas de béton et de carrelage cassé {lieu}, sûrement après des travaux.
gravats | Plaques de placo et gravats au bord du chemin {lieu} {depuis}.
cartons | Des cartons vides débordent {lieu}, avec la pluie c’est de la bouillie.
cartons | Pile de cartons d’emballage laissée {lieu} par un commerce.
cartons | Cartons de livraison abandonnés {lieu} {depuis}.
rue_sale | Le trottoir est très sale {lieu}, papiers et bouteilles depuis le marché.
rue_sale | Verre cassé sur toute la largeur du trottoir {lieu}.
rue_sale | La rue n’a pas été balayée {depuis}, les feuilles bouchent le caniveau {lieu}.
rue_sale | Des détritus partout {lieu} après la soirée d’hier.
corbeille_pleine | La corbeille {lieu} déborde {depuis}.
corbeille_pleine | Poubelle publique arrachée de son support {lieu}.
corbeille_pleine | La corbeille est pleine {lieu}, les gens posent leurs déchets à côté.
dejections | Beaucoup de crottes de chien {lieu}, c’est le chemin de l’école.
dejections | Déjections canines tous les matins {lieu}. Serait-il possible de mettre un distributeur de sacs ?
urine | Odeur d’urine insupportable {lieu}, surtout quand il fait chaud.
urine | Le passage {lieu} sert de toilettes le samedi soir.
megots | Des centaines de mégots par terre {lieu}.
megots | Il n’y a pas de cendrier {lieu}, tout finit dans le caniveau.
bac_roulant | Un bac reste sur le trottoir toute la semaine {lieu}, un fauteuil ne passe pas.
bac_roulant | Bac vert renversé au milieu du trottoir {lieu}.
graffiti_mur | Grand tag bleu sur le mur {lieu}.
graffiti_mur | Graffitis sur la façade {lieu} apparus {depuis}.
graffiti_mur | Le mur vient d’être repeint et il est déjà tagué {lieu}.
graffiti_mur | Plusieurs signatures à la bombe {lieu}, sur presque dix mètres.
graffiti_mur | Inscription à la peinture noire sur le pignon {lieu}.
graffiti_rideau | Le coffret électrique {lieu} est couvert de tags.
graffiti_rideau | Tags sur le rideau métallique de la boutique {lieu}.
graffiti_rideau | La boîte aux lettres de La Poste est taguée {lieu}.
affichage | Des affiches collées sur l’abri et les poteaux {lieu}.
affichage | Autocollants sur tous les panneaux {lieu}, on ne lit plus la vitesse.
affichage | Affichage sauvage pour une brocante {lieu}, la date est passée {depuis}.
inscription_haineuse | Inscription injurieuse visant une personne {lieu}. Merci de l’effacer très vite.
inscription_haineuse | Propos racistes écrits au marqueur {lieu}, à côté de l’arrêt des enfants.
nid_de_poule | Gros trou dans la chaussée {lieu}, j’ai failli tomber à vélo.
nid_de_poule | Nid-de-poule d’au moins 40 cm {lieu}, il s’agrandit {depuis}.
nid_de_poule | Le goudron est parti {lieu}, les voitures font un écart vers le milieu.
nid_de_poule | Trou profond rempli d’eau {lieu}, on ne le voit pas la nuit.
trottoir | Dalles descellées {lieu}, ma mère a trébuché.
trottoir | Le trottoir est soulevé par les racines {lieu}.
trottoir | Bordure cassée {lieu}, dangereux avec un déambulateur.
marquage | Le passage piéton est presque effacé {lieu}.
marquage | On ne voit plus la ligne de stop {lieu}.
piste_cyclable | La bande cyclable s’arrête net {lieu}, sans panneau.
piste_cyclable | Gravillons et verre sur la piste cyclable {lieu}.
chantier | Les barrières du chantier sont restées {lieu} alors que les travaux sont finis {depuis}.
chantier | Un cône et une plaque de chantier traînent {lieu}.
terrasse | La terrasse du café déborde {lieu}, il reste 60 cm pour passer.
terrasse | Le chevalet du magasin est au milieu du trottoir {lieu}.
terrasse | Étalage trop large {lieu}, impossible de passer avec un fauteuil roulant.
trappe | Une plaque d’égout est ouverte {lieu} ! C’est très dangereux.
trappe | La grille au sol bouge quand on marche dessus {lieu}.
panneau | Le panneau stop est couché {lieu}.
panneau | Le panneau de sens interdit est tourné vers le mur {lieu}.
panneau | Panneau de limitation à 30 caché par une haie {lieu}.
plaque_rue | La plaque de rue a disparu {lieu}, les livreurs ne trouvent pas.
plaque_rue | Plaque illisible {lieu}.
feux | Le feu reste rouge {lieu} {depuis}.
feux | Feu piéton éteint {lieu}.
lampadaire | Le lampadaire {lieu} est éteint {depuis}.
lampadaire | Trois lampadaires ne marchent plus {lieu}, on rentre dans le noir.
lampadaire | Le lampadaire clignote toute la nuit {lieu}, juste devant la chambre.
eclairage_jour | Les lampadaires restent allumés en plein jour {lieu}.
mat_abime | Un candélabre penche {lieu} après un accrochage.
mat_abime | La porte du pied de lampadaire est ouverte {lieu}, on voit les fils.
fils | Des fils électriques pendent {lieu}, à hauteur d’enfant.
fils | Câble arraché qui traîne par terre {lieu}.
elagage | Les branches touchent les fils {lieu}.
elagage | L’arbre cache le feu et le panneau {lieu}, il faudrait le tailler.
pelouse | L’herbe est très haute {lieu}, on ne voit plus en sortant du parking.
pelouse | Le massif a été piétiné {lieu}, c’est dommage.
pied_arbre | La grille au pied de l’arbre est soulevée {lieu}.
pied_arbre | Des mauvaises herbes au pied des arbres {lieu}.
branche | Grosse branche cassée qui pend au-dessus du trottoir {lieu}.
branche | Un arbre penche dangereusement {lieu} depuis le coup de vent.
banc | Le banc {lieu} a une latte cassée.
banc | Banc descellé {lieu}, il bascule.
potelet | Potelet couché {lieu}, les voitures se garent sur le trottoir.
potelet | Barrière tordue {lieu} {depuis}.
aire_jeux | La chaîne de la balançoire est cassée {lieu}.
aire_jeux | Une vis dépasse sur le toboggan {lieu}, mon fils s’est égratigné.
abri | Vitre de l’abri brisée {lieu}, du verre partout.
abri | Arceau à vélos arraché {lieu}.
avaloir | La bouche d’égout est bouchée {lieu}, l’eau monte sur le trottoir à chaque averse.
avaloir | Avaloir plein de feuilles {lieu}.
fuite | De l’eau sort du trottoir {lieu} {depuis}.
fuite | Fuite au compteur {lieu}, l’eau coule dans le caniveau jour et nuit.
flaque | Flaque énorme {lieu} dès qu’il pleut, les voitures éclaboussent les piétons.
flaque | L’eau stagne {lieu}, avec des moustiques.
fontaine | Le robinet de la borne d’eau ne s’arrête plus {lieu}.
fontaine | La fontaine est à sec {lieu}.
stationnement | Voiture garée sur le passage piéton {lieu} tous les soirs.
stationnement | Une camionnette bloque la sortie de garage {lieu} {depuis}.
stationnement | Stationnement sur le trottoir {lieu} à l’heure de l’école, les enfants marchent sur la route.
stationnement | Place handicapé occupée sans carte {lieu}.
epave_auto | Une voiture sans roues est là {lieu} {depuis}.
epave_auto | Véhicule ventouse {lieu}, vitres cassées, il n’a pas bougé {depuis}.
epave_velo | Un vélo sans roue est attaché au poteau {lieu} {depuis}.
epave_velo | Trottinette abandonnée dans le massif {lieu}.
rats | Des rats sortent du local {lieu} le soir.
rats | J’ai vu deux gros rats {lieu} en plein jour.
nid_guepes | Nid de frelons dans l’arbre {lieu}, assez haut.
nid_guepes | Des guêpes sortent du mur {lieu}, près de l’aire de jeux.
animal_errant | Un chien sans collier tourne {lieu} {depuis}.
animal_errant | Chat mort au bord de la route {lieu}.
ecole | Le portail ne ferme plus {lieu}.
ecole | Il y a une fuite sous le préau {lieu}.
batiment | La porte reste bloquée {lieu}, les personnes âgées n’arrivent pas à l’ouvrir.
batiment | Carreau cassé {lieu}.
toilettes | Les toilettes publiques sont fermées {lieu} {depuis}.
toilettes | Toilettes très sales et plus de papier {lieu}.
autre | Le carillon sonne à trois heures du matin {depuis}, est-ce normal ?
autre | Le distributeur de composteurs est vide {lieu}.
autre | Musique très forte le vendredi soir {lieu}.
"""

OPENINGS = (
    "Bonjour, ",
    "Bonjour,\n",
    "Madame, Monsieur,\n",
    "Bonjour à toute l’équipe, ",
    "Bonsoir, ",
    "Je me permets de vous signaler ceci. ",
    "Deuxième signalement. ",
)
CLOSINGS = (
    " Merci d’avance.",
    " Merci de faire le nécessaire.",
    " Bonne journée.",
    " C’est dangereux pour les enfants.",
    " Cordialement.",
    " Merci pour votre travail.",
    " Plusieurs voisins s’en plaignent.",
    " Ce n’est pas la première fois…",
    " Je peux envoyer d’autres photos.",
    " Une réponse serait appréciée.",
)
SINCES = (
    "depuis ce matin",
    "depuis hier soir",
    "depuis deux jours",
    "depuis trois jours",
    "depuis lundi",
    "depuis une semaine",
    "depuis plus d’une semaine",
    "depuis quinze jours",
    "depuis le week-end",
    "depuis un bon moment",
    "depuis la rentrée",
)


def sentences(table: str) -> dict[str, tuple[str, ...]]:
    """Read a table `code | sentence` into the sentences of each code."""
    found: dict[str, list[str]] = {}
    for line in table.strip().splitlines():
        code, _, sentence = line.partition(" | ")
        found.setdefault(code.strip(), []).append(sentence.strip())
    return {code: tuple(said) for code, said in found.items()}


CITIZEN_SENTENCES = sentences(_CITIZENS)
