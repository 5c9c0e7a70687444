"""News of the demo town about its services, its projects and its rules."""

from sync.server.demo.news_item import EVERYONE, NewsItem, Reach

ITEMS: tuple[NewsItem, ...] = (
    NewsItem(
        "Conseil municipal : l’ordre du jour",
        "information",
        "Vie municipale",
        3,
        14,
        EVERYONE,
        "À 19 h, salle du conseil. Budget, école Jules-Ferry, bords de Lisse.",
        """Le conseil municipal se réunit **{jeu+9} à 19 h** à la mairie. La séance est publique.

1. Approbation du procès-verbal de la dernière séance.
2. Décision modificative n° 3 du budget.
3. Rénovation énergétique de l’école Jules-Ferry : choix du maître d’œuvre.
4. Aménagement des bords de Lisse : bilan de la concertation.
5. Tarifs de la salle des fêtes pour {an+1}.
6. Convention avec le syndicat des eaux pour la rue du Pont.
7. Questions diverses.

Les dossiers sont consultables à la direction générale. Les services qui présentent un point préparent une page \
et arrivent à 18 h 45.""",
    ),
    NewsItem(
        "Signalements : le bilan du mois dernier",
        "information",
        "Relation usagers",
        18,
        45,
        EVERYONE,
        "Première réponse en 1,4 jour en moyenne ; les dépôts restent en tête.",
        """Le mois dernier, les habitants et les agents ont fait plus de 140 signalements.

- **Première réponse** : 1,4 jour ouvré en moyenne, pour un objectif de 2.
- **Dépôts et encombrants** : un signalement sur trois. Les points noirs sont le pied du pont Saint-Jean et le \
chemin du Port.
- **Graffitis** : un sur quatre, surtout autour de la gare.
- **Éclairage** : la demande remonte avec le changement d’heure, comme chaque année.

Ce qui coince : les demandes qui relèvent du Département ou du syndicat des eaux restent longtemps sans \
nouvelle. Un point hebdomadaire avec eux commence lundi.

Merci aux agents qui ferment leurs signalements avec une photo : c’est ce que les habitants retiennent.""",
        comments=("Bravo aux équipes !", "Peut-on avoir le détail par quartier au prochain bilan ?"),
    ),
    NewsItem(
        "Un seul numéro pour les habitants",
        "importante",
        "Relation usagers",
        29,
        90,
        EVERYONE,
        "Tout passe par l’accueil : plus de transfert de ligne directe.",
        """Depuis ce mois, les habitants n’ont plus qu’**un seul numéro**, celui de l’accueil. Les lignes \
directes des services restent en interne.

Pourquoi ? Un appel sur trois arrivait au mauvais service et repartait sans trace. L’accueil crée désormais le \
signalement pendant l’appel et donne un numéro à la personne.

Si un habitant vous arrête dans la rue :
- un geste simple ? faites-le et fermez le signalement sur place ;
- sinon, créez le signalement avec lui, cela prend une minute ;
- donnez-lui le numéro qui s’affiche.

Personne ne doit repartir avec « je vais voir » pour seule réponse.""",
    ),
    NewsItem(
        "Collecte des encombrants : bientôt sur rendez-vous",
        "importante",
        "Propreté",
        11,
        60,
        EVERYONE,
        "La tournée du premier mardi s’arrête ; deux rendez-vous par foyer et par an.",
        """La tournée mensuelle des encombrants s’arrête. **À partir du {lun+40}, l’enlèvement se fait sur \
rendez-vous**, au téléphone ou sur le site, dans les dix jours.

Deux passages par foyer et par an, deux mètres cubes au plus. La déchetterie reste ouverte à tous du mardi au \
samedi.

Ce qu’on attend : moins de tas qui traînent la veille, et des tournées plus courtes. Ce qu’on craint : un pic de \
dépôts les premières semaines. L’équipe encombrants est renforcée d’un agent pendant trois mois.

Une affiche est disponible à l’accueil pour les halls d’immeuble.""",
    ),
    NewsItem(
        "Éclairage : passage au LED sur l’avenue des Hauts",
        "information",
        "Travaux",
        14,
        40,
        EVERYONE,
        "64 points lumineux remplacés en un mois.",
        """Le remplacement des lanternes de l’avenue des Hauts et de la rue des Coteaux commence lundi. **64 \
points lumineux** passent au LED, avec un abaissement de moitié entre 23 h et 5 h.

L’économie attendue est de 38 000 kWh par an. Les lanternes déposées qui sont encore bonnes serviront de stock \
pour le faubourg.

Pendant les travaux, certaines rues seront dans le noir une nuit : les riverains sont prévenus. Si un point \
reste éteint plus de deux nuits, faites un signalement.""",
    ),
    NewsItem(
        "Concertation sur les bords de Lisse : ce que les habitants ont dit",
        "information",
        "Projets",
        21,
        60,
        EVERYONE,
        "412 contributions, trois demandes qui reviennent.",
        """La concertation sur l’aménagement des bords de Lisse s’est terminée le mois dernier avec **412 \
contributions**.

Trois demandes reviennent partout :
1. une promenade continue entre le parc et le pont du Gué ;
2. de l’ombre et des bancs, surtout devant la résidence autonomie ;
3. moins de voitures quai du Lavoir le dimanche.

Deux sujets divisent : l’éclairage de la promenade la nuit et la baignade.

Le bilan complet sera présenté au prochain conseil. L’équipe projet remercie les agents qui ont tenu les stands \
du marché.""",
        comments=("Belle participation. Merci aux services.",),
    ),
    NewsItem(
        "Budget {an+1} : le calendrier de préparation",
        "information",
        "Vie municipale",
        26,
        40,
        Reach(roles=("responsable_service", "direction", "elu")),
        "Propositions des services pour le {ven+15}.",
        """Les propositions des services sont attendues **pour le {ven+15}**.

- Fonctionnement : stabilité demandée hors énergie et masse salariale.
- Investissement : deux fiches par service au plus, classées par priorité, avec le coût d’entretien sur cinq \
ans.
- Les demandes de matériel passent par le magasin pour un chiffrage commun.

Réunions d’arbitrage la semaine suivante. Débat d’orientation au conseil de février, vote en mars.

Les élus référents peuvent assister aux réunions de leur délégation.""",
    ),
    NewsItem(
        "École Jules-Ferry : travaux pendant les vacances",
        "information",
        "Travaux",
        8,
        45,
        Reach(services=("batiments", "direction", "accueil"), roles=("elu",)),
        "Remplacement des fenêtres de l’aile sud.",
        """Les fenêtres de l’aile sud de l’école Jules-Ferry seront remplacées **pendant les vacances de fin \
d’année**. L’entreprise intervient de 8 h à 18 h.

L’accueil de loisirs se tient au groupe scolaire Jacques-Prévert. Les agents des bâtiments déménagent les cinq \
classes les deux jours d’avant et remettent tout en place la veille de la rentrée.

Le plan de prévention est affiché à la loge. Le désamiantage des appuis a été fait en août, le rapport est \
disponible.""",
    ),
    NewsItem(
        "Nouvelle collègue à l’accueil",
        "information",
        "Vie des services",
        33,
        30,
        EVERYONE,
        "Elle rejoint l’équipe de la relation usagers.",
        """Une nouvelle agente rejoint l’accueil et la relation usagers ce lundi. Elle vient d’une commune \
voisine, où elle tenait l’état civil.

Elle passera une demi-journée avec chaque équipe de terrain d’ici la fin du mois, pour mettre des visages et des \
lieux sur les signalements. Réservez-lui bon accueil, et un gilet à sa taille !""",
        comments=("Bienvenue !", "Bienvenue, on t’attend au dépôt jeudi."),
    ),
    NewsItem(
        "Télétravail : la charte est adoptée",
        "information",
        "Vie des services",
        64,
        90,
        Reach(services=("accueil", "communication", "direction")),
        "Jusqu’à deux jours par semaine pour les postes éligibles.",
        """Le comité social territorial a donné un avis favorable à la charte du télétravail. Elle s’applique \
au 1er du mois prochain.

- Jusqu’à deux jours par semaine, un jour de présence commune par service.
- Demande écrite au responsable, réponse motivée sous quinze jours.
- Droit à la déconnexion : aucune réponse attendue entre 18 h 30 et 8 h.

Le formulaire est à la direction générale. Un bilan sera fait après six mois avec les représentants du \
personnel.""",
    ),
    NewsItem(
        "Marchés publics : le seuil des devis change",
        "information",
        "Vie municipale",
        81,
        60,
        Reach(roles=("responsable_service", "direction")),
        "Trois devis à partir de 4 000 € hors taxes.",
        """Le guide interne de la commande publique a été revu. **À partir de 4 000 € hors taxes, trois devis \
sont demandés** ; en dessous, un devis suffit, en variant les fournisseurs.

Les achats récurrents (sel, enrobé à froid, sacs, peinture routière) passent par les marchés à bons de commande. \
La liste à jour est au magasin.

Une demi-journée d’information aura lieu le mois prochain.""",
    ),
    NewsItem(
        "Zone 30 dans le faubourg Saint-Jean : ce que montrent les mesures",
        "information",
        "Projets",
        96,
        60,
        Reach(services=("voirie", "police", "direction"), roles=("elu",)),
        "La vitesse moyenne baisse de 6 km/h.",
        """Un mois après la mise en zone 30 du faubourg, les compteurs donnent une vitesse moyenne de **29 km/h \
rue du Faubourg-Saint-Jean**, contre 35 auparavant. Les dépassements de 50 km/h ont presque disparu.

Deux points restent à traiter : l’entrée par la route de La Flèche, trop large, et le carrefour de la rue du \
Stade, où les bus mordent le trottoir.

Des potelets provisoires seront posés à l’essai. Les riverains seront consultés avant tout aménagement \
définitif.""",
    ),
    NewsItem(
        "Recensement de la population : appel à agents recenseurs",
        "information",
        "Vie municipale",
        13,
        50,
        EVERYONE,
        "Du 21 janvier au 20 février, six postes à pourvoir.",
        """La commune recrute **six agents recenseurs** pour la campagne du 21 janvier au 20 février. Les \
agents municipaux peuvent se porter candidats, avec l’accord de leur responsable.

Il faut être disponible en fin de journée et le samedi, à l’aise avec un téléphone, et discret. Deux \
demi-journées de formation sont prévues début janvier.

Candidatures à l’accueil avant le {sam+15}.""",
    ),
)
