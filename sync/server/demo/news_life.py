"""News of the demo town about its life: markets, feasts, teams, nature."""

from sync.server.demo.news_item import EVERYONE, NewsItem, Reach

ITEMS: tuple[NewsItem, ...] = (
    NewsItem(
        "Marché de Noël : l’organisation des équipes",
        "importante",
        "Événements",
        1,
        26,
        Reach(services=("voirie", "proprete", "espaces_verts", "eclairage", "police", "communication")),
        "Trois jours place du Marché et rue des Halles.",
        """Le marché de Noël se tient **du {ven+18} au {dim+20}** sur la place du Marché et la rue des Halles.

## Montage
- Le {mer+16}, 7 h : chalets (voirie), alimentation électrique (éclairage).
- Le {jeu+17} : sapins et décors (espaces verts), barrières et plan de circulation (voirie, police).

## Pendant
- Corbeilles doublées, passage de la propreté à 10 h, 15 h et 20 h.
- Accès des pompiers par la rue Nationale : **quatre mètres libres en permanence**.
- Poste de la police municipale dans le chalet n° 1.

## Démontage
Le {lun+21}, dès 6 h. La place doit être rendue au marché du mardi à 5 h.

Le plan détaillé est au dépôt. Les volontaires pour le samedi s’inscrivent auprès de leur chef d’équipe avant \
vendredi.""",
    ),
    NewsItem(
        "Chute des feuilles : on laisse des tas pour les hérissons",
        "information",
        "Nature en ville",
        6,
        30,
        Reach(services=("espaces_verts", "proprete", "communication")),
        "Ramassage complet sur les trottoirs, partiel dans les parcs.",
        """Comme l’an dernier, le ramassage des feuilles dépend de l’endroit :

- **trottoirs, pistes, escaliers, avaloirs** : ramassage complet, tous les deux jours ;
- **pelouses d’agrément** : broyage à la tondeuse, les feuilles restent au sol ;
- **lisières du parc et pied des haies** : on laisse des tas, pour les hérissons et les insectes.

Si un promeneur s’étonne, expliquez-lui : les panneaux « ici on laisse vivre » seront posés lundi. Les feuilles \
de marronnier malades partent toujours à la déchetterie.""",
        comments=("Les enfants de l’école ont adoré l’explication.",),
    ),
    NewsItem(
        "Illuminations : la mise en lumière approche",
        "information",
        "Événements",
        5,
        14,
        EVERYONE,
        "À 18 h, place de la République.",
        """La mise en lumière aura lieu **{ven+10} à 18 h** place de la République, avec la chorale du collège.

Les guirlandes fonctionnent de 17 h à 22 h, jusqu’à l’Épiphanie. Tout est en LED depuis l’an dernier : la \
consommation du mois équivaut à celle de deux foyers.

Un verre chaud sera offert aux agents et à leurs familles sous la halle après la cérémonie. Venez nombreux !""",
    ),
    NewsItem(
        "Repas des agents : inscriptions ouvertes",
        "information",
        "Vie des services",
        9,
        20,
        EVERYONE,
        "À midi, salle des fêtes.",
        """Le repas de fin d’année des agents et des élus aura lieu **{ven+24} à midi** à la salle des fêtes.

Inscription auprès des référents de service ou à l’accueil avant le {mer+14}, en précisant le choix du menu \
(viande, poisson, végétarien). Les services qui tournent ce jour-là s’organisent pour que chacun puisse passer.

Covoiturage au départ du dépôt à 11 h 45.""",
        comments=("Qui apporte la sono ?", "Le service bâtiments, comme d’habitude !"),
    ),
    NewsItem(
        "Frelons asiatiques : la saison se termine, merci !",
        "information",
        "Nature en ville",
        19,
        30,
        Reach(services=("proprete", "espaces_verts", "accueil")),
        "23 nids traités cette année sur le domaine public.",
        """Les derniers nids de frelons asiatiques sont visibles maintenant que les feuilles tombent : ils sont \
vides et **ne se détruisent plus**. Inutile de les signaler.

Cette année, 23 nids ont été traités sur le domaine public et 41 chez des particuliers, avec l’aide du \
groupement de défense sanitaire.

Au printemps, les pièges sélectifs seront posés à partir du 15 février. Une courte formation sera proposée aux \
volontaires.""",
    ),
    NewsItem(
        "Forum des associations : merci aux équipes",
        "information",
        "Événements",
        78,
        30,
        EVERYONE,
        "1 800 visiteurs, 62 stands, une place rendue propre à 19 h 30.",
        """Le forum des associations a reçu environ **1 800 visiteurs** samedi sous la halle et sur la place du \
Marché. 62 associations étaient là.

Merci aux équipes de la voirie pour un montage en trois heures, à la propreté pour une place rendue impeccable à \
19 h 30, et à l’accueil qui a tenu le stand de la mairie toute la journée.

Deux idées pour l’an prochain : plus d’ombre devant la scène, et des gobelets consignés.""",
        comments=("Bravo à tous.", "Les gobelets consignés, très bonne idée."),
    ),
    NewsItem(
        "Don du sang vendredi à la salle des fêtes",
        "information",
        "Solidarité",
        4,
        6,
        EVERYONE,
        "De 15 h à 19 h, sur rendez-vous ou sans.",
        """L’Établissement français du sang organise une collecte **vendredi de 15 h à 19 h** à la salle des \
fêtes.

Les agents qui souhaitent donner peuvent s’absenter une heure sur leur temps de travail, en prévenant leur \
responsable.

Il faut peser plus de 50 kg, avoir entre 18 et 70 ans, et une pièce d’identité. Mangez et buvez avant de venir.""",
    ),
    NewsItem(
        "Un arbre par naissance : la plantation approche",
        "information",
        "Nature en ville",
        10,
        14,
        EVERYONE,
        "118 arbres et arbustes plantés avec les familles, parc de la Lisse.",
        """Comme chaque année, la commune plante un arbre ou un arbuste par enfant né dans l’année. Rendez-vous \
**{sam+4} à 10 h** au parc de la Lisse, entrée de la rue du Moulin.

118 sujets sont prêts : chênes, cormiers, aubépines, noisetiers. Les jardiniers ont creusé les trous ; les \
familles plantent, paillent et accrochent l’étiquette.

Bottes conseillées. En cas de vent fort, la plantation est reportée au samedi suivant.""",
    ),
    NewsItem(
        "Médiathèque : nouveaux horaires d’ouverture",
        "information",
        "Culture",
        41,
        60,
        EVERYONE,
        "Ouverte le dimanche de 10 h à 12 h, à l’essai.",
        """À l’essai jusqu’en mars, la médiathèque George-Sand ouvre **le dimanche de 10 h à 12 h**. En \
échange, elle ferme le jeudi matin.

Les agents des bâtiments passent le samedi soir pour le chauffage. La propreté des abords est ajoutée à la \
tournée du dimanche.

Le bilan sera fait sur la fréquentation et sur l’avis des bibliothécaires.""",
    ),
    NewsItem(
        "Passage de témoin au stade",
        "information",
        "Vie des services",
        120,
        30,
        EVERYONE,
        "Trente-deux ans de pelouses : merci et bonne retraite.",
        """Après trente-deux ans au service de la commune, dont vingt-six à soigner les pelouses du stade, \
notre collègue des espaces verts part à la retraite à la fin du mois.

Il laisse un terrain d’honneur que les clubs voisins nous envient, un cahier d’arrosage tenu jour par jour, et \
trois apprentis devenus jardiniers.

Un pot est offert jeudi à 16 h au club-house. Une boîte circule au dépôt pour le cadeau.""",
        comments=("Merci pour tout, chef.", "On gardera le cahier !", "Bonne retraite."),
    ),
    NewsItem(
        "Piscine : fermeture technique",
        "information",
        "Sports",
        22,
        16,
        EVERYONE,
        "Vidange et reprise des joints, réouverture le lendemain.",
        """La piscine ferme pour sa vidange obligatoire **jusqu’au {mar+1}**. Les joints du petit bain et deux \
pommeaux de douche sont repris en même temps.

Les créneaux des écoles sont reportés en décembre. Les abonnements sont prolongés de quinze jours, sans \
démarche.""",
    ),
    NewsItem(
        "Nettoyage de printemps de la Lisse : 640 kg de moins",
        "information",
        "Nature en ville",
        208,
        40,
        EVERYONE,
        "85 volontaires, deux barques et beaucoup de bonne humeur.",
        """Samedi, 85 volontaires ont nettoyé les berges entre le pont du Gué et la passerelle du Moulin. **640 \
kg de déchets** sont sortis, dont quatre vélos, un panneau de chantier et une quantité étonnante de \
balles de tennis.

Merci à la propreté pour le camion-benne, au club de canoë pour les barques, et aux jardiniers qui ont ouvert \
les accès.

Rendez-vous l’an prochain, le dernier samedi d’avril.""",
    ),
    NewsItem(
        "Vœux du maire aux agents (à relire)",
        "information",
        "Vie municipale",
        0,
        30,
        EVERYONE,
        "À 18 h, salle des fêtes.",
        """La cérémonie des vœux aux agents aura lieu **{jeu+43} à 18 h** à la salle des fêtes.

Trois médailles du travail seront remises. Le déroulé et la liste des invités restent à valider avec la \
direction générale.""",
        draft=True,
    ),
)
