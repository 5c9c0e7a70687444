"""News of the demo town about safety, work and the organisation of the services."""

from sync.server.demo.news_item import EVERYONE, NewsItem, Reach

FIELD = Reach(services=("voirie", "proprete", "espaces_verts", "eclairage", "batiments"))

ITEMS: tuple[NewsItem, ...] = (
    NewsItem(
        "Vent fort ce soir : pas de nacelle après 16 h",
        "obligatoire",
        "Sécurité",
        0,
        2,
        Reach(services=("voirie", "proprete", "espaces_verts", "eclairage")),
        "Rafales à 85 km/h annoncées de 16 h à minuit.",
        """Météo-France annonce des **rafales à 85 km/h entre 16 h et minuit**. La préfecture a placé le \
département en vigilance jaune.

## Ce qui change aujourd’hui
- **Aucun travail en nacelle après 16 h**, ni taille en hauteur, ni intervention sur les candélabres.
- Rangez au dépôt les barrières, les panneaux mobiles et les bacs vides avant 15 h 30.
- Les squares et le parc de la Lisse ferment à 15 h 30. Les jardiniers préviennent les promeneurs et posent \
l’affichette.
- Les chantiers en cours sont lestés : deux sacs par pied de panneau.

## En cas de chute d’arbre
1. Appelez le **18** s’il y a des personnes ou des fils électriques au sol.
2. Balisez à bonne distance, sans toucher aux branches.
3. Faites ensuite un signalement « Arbre ou branche dangereuse » avec une photo.

L’astreinte technique est tenue cette nuit par le service voirie. Le numéro est affiché au dépôt et dans chaque \
véhicule.

Merci à chacun de confirmer la lecture de cette note avant de partir en tournée.""",
        pinned=True,
    ),
    NewsItem(
        "Verglas : consignes de viabilité hivernale {saison}",
        "obligatoire",
        "Sécurité",
        4,
        120,
        Reach(services=("voirie", "proprete", "espaces_verts", "batiments")),
        "Circuits de salage, équipement et horaires d’astreinte.",
        """La période de viabilité hivernale va du **16 novembre au 15 mars**. Cette note remplace celle de \
l’an dernier.

## Les circuits
- **Priorité 1** (traitée avant 7 h) : boulevards, ponts, avenue du Général-de-Gaulle, accès au centre \
hospitalier et à la caserne.
- **Priorité 2** (avant 9 h) : abords des écoles, rue du Faubourg-Saint-Jean, avenue des Hauts.
- **Priorité 3** : lotissements et impasses, seulement en cas de neige tenace.

Les trottoirs des bâtiments communaux sont dégagés par les agents des bâtiments ; ceux des riverains restent à \
leur charge.

## L’équipement
Chaussures antidérapantes, gants, gilet classe 3 et lampe frontale sont **obligatoires**. Les crampons sont au \
magasin, signez le cahier.

## Le sel
Dosez à 15 g par mètre carré : au-delà, on abîme les arbres et la rivière. Le stock se relève chaque lundi ; \
prévenez le responsable sous 4 tonnes.

## Conduite
Aucune sortie seul avant 6 h. La saleuse ne recule pas sans guide au sol. En cas de doute sur un pont, on \
s’arrête et on appelle.

Lisez jusqu’au bout et confirmez : l’encadrement relit la liste vendredi.""",
        pinned=True,
    ),
    NewsItem(
        "Port des gants anti-coupures pour la reprise des dépôts",
        "obligatoire",
        "Sécurité",
        38,
        60,
        Reach(services=("proprete",)),
        "Deux accidents ce mois-ci : la règle change.",
        """Deux collègues se sont coupés ce mois-ci en reprenant des sacs qui contenaient du verre. **À partir \
de ce jour, les gants anti-coupures niveau E sont obligatoires** pour la reprise de tout dépôt, même \
petit.

- Les gants sont distribués par les chefs d’équipe, deux paires par agent.
- On ne tasse jamais un sac avec la main ni avec le pied.
- En présence de seringues : pince, boîte jaune, et signalement avec photo.

Une paire usée se change sans attendre, sans justificatif. Un rappel des gestes aura lieu au dépôt mardi à 7 h \
15 ; il dure vingt minutes.""",
    ),
    NewsItem(
        "Amiante : ne pas toucher aux plaques ondulées du chemin du Port",
        "importante",
        "Sécurité",
        6,
        30,
        FIELD,
        "Dépôt balisé, enlèvement par une entreprise agréée.",
        """Un dépôt de plaques ondulées susceptibles de contenir de l’amiante a été trouvé **chemin du Port**, \
après la dernière maison.

Le secteur est balisé. **N’y touchez pas, ne balayez pas, ne déplacez rien.** Une entreprise agréée viendra sous \
dix jours.

Si vous trouvez d’autres plaques du même genre :
1. restez à distance et gardez le vent dans le dos ;
2. prenez une photo sans vous approcher ;
3. faites un signalement et prévenez votre chef d’équipe.

Une plainte a été déposée par la commune.""",
    ),
    NewsItem(
        "Rue du Pont fermée à la circulation pendant deux semaines",
        "importante",
        "Travaux",
        2,
        20,
        EVERYONE,
        "Reprise du réseau d’eau ; déviation par le pont Carnot.",
        """Le syndicat des eaux remplace la conduite de la rue du Pont, posée en 1958. **La rue sera fermée aux \
véhicules du {lun+5} au {ven+16}**, de la place du Marché au quai.

- Déviation par le boulevard Gambetta et le pont Carnot.
- Les piétons passent, côté pair, sur un cheminement de 1,40 m.
- Les commerces restent ouverts ; livraisons avant 8 h 30 par le quai des Tanneurs.
- Collecte des bacs : point de regroupement place du Marché, côté halle.

Coupures d’eau annoncées aux riverains par courrier, jamais plus de quatre heures. L’accueil a la liste des \
adresses concernées.

Les équipes qui traversent la Lisse prévoient dix minutes de plus aux heures de pointe.""",
    ),
    NewsItem(
        "Astreinte technique : le planning du mois prochain",
        "information",
        "Organisation",
        5,
        40,
        Reach(services=("voirie", "eclairage", "batiments", "espaces_verts")),
        "Relève le vendredi à 16 h, véhicule et téléphone compris.",
        """Le planning d’astreinte du mois prochain est arrêté.

| Semaine | Cadre | Agent |
|---|---|---|
| 1 | Voirie | Éclairage |
| 2 | Bâtiments | Voirie |
| 3 | Espaces verts | Voirie |
| 4 et 5 | Voirie | Bâtiments |

La relève se fait **le vendredi à 16 h au dépôt** : véhicule, téléphone, clés et cahier. Celui qui quitte \
l’astreinte dit à l’autre ce qui reste ouvert.

Un échange entre agents est possible s’il est écrit trois jours avant et accepté par les deux responsables. Les \
heures sont récupérées dans le mois.""",
    ),
    NewsItem(
        "Nouveaux horaires du dépôt",
        "information",
        "Organisation",
        9,
        60,
        FIELD,
        "Ouverture à 6 h 45 toute l’année.",
        """À la demande des équipes, **le centre technique ouvrira à 6 h 45 toute l’année** à partir du \
{lun+40}. L’horaire d’été décalé disparaît, sauf alerte canicule.

Le magasin ouvre de 7 h à 7 h 45 et de 13 h 15 à 13 h 45. En dehors, demandez à votre chef d’équipe.

Ce choix sort de la réunion du {jeu-14}, où dix-neuf agents sur vingt-trois l’ont préféré. Un point sera fait \
après trois mois.""",
    ),
    NewsItem(
        "Formation : conduite de la mini-balayeuse",
        "information",
        "Formation",
        12,
        30,
        Reach(services=("proprete", "voirie")),
        "Trois dates, six places par date.",
        """La nouvelle mini-balayeuse électrique arrive le {mar+7}. Le constructeur forme six agents par séance \
:

- {mer+8}, 8 h – 12 h ;
- {jeu+8}, 8 h – 12 h ;
- {mar+14}, 13 h 30 – 17 h.

Au programme : prise en main, remplissage, nettoyage du filtre, charge et consignes sur trottoir. L’autorisation \
de conduite est remise à l’issue.

Inscription auprès des chefs d’équipe avant vendredi. Priorité à ceux qui tournent sur le centre et les quais.""",
    ),
    NewsItem(
        "Équipement : distribution des vêtements d’hiver",
        "information",
        "Organisation",
        16,
        30,
        FIELD,
        "Au magasin, par équipe, pendant deux semaines.",
        """La distribution des parkas, sur-pantalons et gants d’hiver commence. Venez par équipe, à l’heure \
indiquée au tableau, avec l’ancien équipement : ce qui est encore bon repart, ce qui est usé est \
recyclé.

Essayez sur place. Les tailles manquantes seront recommandées une seule fois, à la fin de la distribution.

Le gilet classe 3 se porte **par-dessus** la parka, même sur un chantier balisé.""",
    ),
    NewsItem(
        "Tablettes : une mise à jour le mardi matin",
        "information",
        "Numérique",
        7,
        14,
        Reach(roles=("agent_terrain", "chef_equipe", "agent_bureau", "responsable_service")),
        "Rien à faire ; ce que vous avez saisi reste sur la tablette.",
        """Une mise à jour de l’application est prévue **mardi entre 6 h et 6 h 30**. Elle se fait toute seule \
quand la tablette est sur son socle.

- Vos brouillons et vos photos restent sur la tablette : rien n’est effacé.
- Si la pastille affiche encore « à envoyer », laissez la tablette au réseau quelques minutes avant de partir.
- Après la mise à jour, le premier démarrage est un peu plus long.

Une question ? Le service informatique est au dépôt mardi de 6 h 45 à 8 h.""",
    ),
    NewsItem(
        "Photos : ni visage, ni plaque",
        "importante",
        "Numérique",
        24,
        90,
        Reach(roles=("agent_terrain", "chef_equipe", "agent_bureau")),
        "Rappel de la déléguée à la protection des données.",
        """Plusieurs photos jointes ces dernières semaines montrent des passants ou des plaques \
d’immatriculation. Ce n’est ni utile ni permis.

**Avant de déclencher** :
- cadrez sur l’anomalie, de haut si possible ;
- attendez que les personnes soient passées ;
- pour un véhicule, photographiez l’emplacement, pas la plaque.

**Si c’est trop tard**, masquez avec le doigt avant d’envoyer, ou supprimez la photo et recommencez.

Les photos des signalements sont effacées six mois après la clôture. Pour toute question, écrivez à la déléguée \
à la protection des données.""",
    ),
    NewsItem(
        "Retour d’expérience : l’inondation du quai du Lavoir",
        "information",
        "Travaux",
        10,
        60,
        Reach(services=("voirie", "proprete", "police", "direction")),
        "Ce qui a marché, ce qu’on change.",
        """Le {lun-14} au soir, 31 mm sont tombés en deux heures. L’eau est montée de 20 cm quai du Lavoir et \
deux caves ont été touchées.

## Ce qui a marché
La fermeture du quai en douze minutes, les barrières prêtes au local du pont Saint-Jean, et le porte-à-porte de \
la police municipale.

## Ce qui a manqué
Trois avaloirs étaient pleins de feuilles alors que la tournée datait de quatre jours. Le groupe de pompage \
était au dépôt, à vingt minutes.

## Ce qu’on change
- Tournée des avaloirs du quai **tous les deux jours** jusqu’à la fin de la chute des feuilles.
- La pompe reste au local du pont dès la vigilance jaune.
- Une fiche réflexe d’une page est dans chaque véhicule.

Merci aux équipes présentes jusqu’à une heure du matin.""",
    ),
    NewsItem(
        "Stationnement devant le dépôt : trois places pour les visiteurs",
        "information",
        "Organisation",
        55,
        60,
        FIELD,
        "Marquage bleu, à laisser libre en journée.",
        """Trois places ont été marquées en bleu devant l’entrée du centre technique, pour les entreprises et \
les livreurs. **Merci de les laisser libres de 7 h 30 à 17 h.**

Les véhicules personnels se garent derrière le hangar, où douze places ont été dégagées. Le garage à vélos est \
maintenant fermé à clé : demandez le badge au magasin.""",
    ),
    NewsItem(
        "Plan canicule : les horaires d’été s’appliquent",
        "importante",
        "Sécurité",
        142,
        20,
        FIELD,
        "De 6 h à 13 h, pauses à l’ombre, eau dans chaque véhicule.",
        """Le département passe en vigilance orange. **Dès demain, les équipes de plein air travaillent de 6 h \
à 13 h.**

- Trois litres d’eau par agent et par jour, à prendre au magasin.
- Une pause de dix minutes à l’ombre chaque heure à partir de 10 h.
- Pas de débroussaillage ni d’enrobé après 11 h.
- On ne travaille pas seul.

Maux de tête, vertiges, crampes : on s’arrête, on s’assoit à l’ombre, on appelle le 15 en cas de doute.

Pensez aussi aux voisins : signalez au CCAS une personne âgée que vous ne voyez plus.""",
    ),
)
